// What is known of the case itself, and the versions that the answer rests on.
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { wordFor } from '../words.ts';

export function CaseFacts({ found }: { readonly found: CaseExplanation }) {
  const { words } = usePage();
  const facts: readonly (readonly [string, string | null])[] = [
    [words.case.service, found.service],
    [words.case.jurisdiction, found.jurisdiction],
    ...Object.entries(found.attributes).map(([name, value]) => [name, String(value)] as const),
    [words.asOf.label, instantText(found.asOf)],
    [words.case.knownAt, found.knownAt === null ? null : instantText(found.knownAt)],
    [words.case.zone, found.zone],
    [words.case.catalogue, found.catalogueVersion],
    [words.case.calendar, found.calendarVersion],
  ];
  return (
    <section class="panel" aria-labelledby="facts-heading">
      <div class="panel-head">
        <h2 id="facts-heading">{words.case.attributes}</h2>
      </div>
      <dl class="figures facts">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{wordFor(words.attribute, name)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
