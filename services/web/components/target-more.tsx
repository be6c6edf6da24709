// What else is known of a target: its id, its note, and its start and stop as the document prints them.
import type { CatalogueTarget } from '../../../schemas/target.ts';
import { usePage } from '../page-context.ts';

export function TargetMore({ target }: { readonly target: CatalogueTarget }) {
  const { words } = usePage();
  const { measured } = target;
  const method = measured && words.method[measured.counts === undefined ? measured.method : 'count'];
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.targets.counted, method],
    [words.targets.starts, target.clockStart],
    [words.targets.stops, target.clockStop],
    [words.targets.excludes, target.clockExcludes],
    [words.targets.note, target.note],
  ];
  return (
    <details class="target-more">
      <summary>{words.targets.more}</summary>
      <dl>
        {facts.map(
          ([name, text]) =>
            text !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
      <code>{target.id}</code>
    </details>
  );
}
