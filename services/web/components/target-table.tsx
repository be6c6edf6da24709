// Every target under its document: clause, promise, limit, whether it is measured, and how it was kept.
import type { Status } from '../../../schemas/indicator.ts';
import type { CatalogueTarget, Document } from '../../../schemas/target.ts';
import { limitText } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { Actuals, DocumentTargets } from '../target-catalogue.ts';
import { wordFor } from '../words.ts';
import { Mark } from './mark.tsx';
import { TargetActuals } from './target-actuals.tsx';
import { TargetMore } from './target-more.tsx';

interface Props {
  readonly groups: readonly DocumentTargets[];
  /** Null until they are known. */
  readonly actuals: Actuals | null;
  readonly systems: Status['systems'];
}

function DocumentRow({ document, count }: { readonly document: Document; readonly count: number }) {
  const { words, language } = usePage();
  const facts = [
    document.number ?? words.targets.noNumber,
    document.issuer,
    document.issued === null ? words.targets.noDate : words.targets.issued(document.issued),
    `${document.jurisdictionName[language]} ${document.jurisdiction}`,
  ];
  return (
    <tr class="document-row">
      <th scope="rowgroup" colSpan={5}>
        <span class="document-title">{document.title}</span>{' '}
        <span class="under">
          {facts.join(' · ')} · {words.targets.count} {count}
        </span>
      </th>
    </tr>
  );
}

function Limit({ target }: { readonly target: CatalogueTarget }) {
  const { words, language } = usePage();
  const { value, comparator, unit, metric, aggregation } = target;
  return (
    <td class="target-limit">
      <span class="under">{words.metric[metric]}</span>
      <strong>
        {value === null ? words.targets.dateOnCase : limitText(comparator, value, unit, language)}
      </strong>
      <span class="under">{words.aggregation[aggregation]}</span>
      <span class="under">
        {words.targets.from} {target.effectiveFrom ?? words.targets.noDate}
        {target.effectiveTo !== null && ` ${words.targets.until(target.effectiveTo)}`}
      </span>
    </td>
  );
}

/** Measured or not, in words and with a shape; the reason and its sentence where not. */
function Kept({ target, systems }: { readonly target: CatalogueTarget; readonly systems: Props['systems'] }) {
  const { words, language } = usePage();
  const { measured, notMeasured } = target;
  if (notMeasured !== undefined) {
    return (
      <>
        <span class="state">
          <Mark name="none" />
          {words.targetState[notMeasured.reason]}
        </span>
        <span class="under" lang="en">
          {notMeasured.why}
        </span>
      </>
    );
  }
  const system = systems.find((each) => each.system === measured?.system);
  return (
    <>
      <span class="state tone-kept">
        <Mark name="met" />
        {words.targetState.measured}
      </span>
      {measured !== undefined && (
        <span class="under">
          {system?.[language] ?? measured.system} · {words.case.kind[measured.kind]} ·{' '}
          {words.case.scope[measured.scope]}
        </span>
      )}
    </>
  );
}

interface LineProps extends Omit<Props, 'groups'> {
  readonly target: CatalogueTarget;
}

function Line({ target, actuals, systems }: LineProps) {
  const { words } = usePage();
  return (
    <tr id={target.id}>
      <th scope="row" class="target-clause">
        {words.targets.clause} {target.clause}
        {target.line !== null && <span class="under">{words.case.line(target.line)}</span>}
      </th>
      <td class="target-promise">
        <span lang="en">
          {target.service}: {target.category}
        </span>
        <span class="target-tags">
          <span class="tag">{wordFor(words.domain, target.domain)}</span>{' '}
          {target.core && <span class="tag">{words.targetState.core}</span>}{' '}
          {target.assumed && <span class="tag tag-risk">{words.case.assumed}</span>}
        </span>
        <TargetMore target={target} />
      </td>
      <Limit target={target} />
      <td class="target-kept">
        <Kept target={target} systems={systems} />
      </td>
      <td class="target-actual">
        <TargetActuals target={target} actuals={actuals} systems={systems} />
      </td>
    </tr>
  );
}

export function TargetTable({ groups, ...rest }: Props) {
  const { words } = usePage();
  const { clause, promise, limit, kept, actual } = words.targets;
  return (
    <table class="targets-table">
      <caption class="hidden">{words.targets.list}</caption>
      <thead>
        <tr>
          {[clause, promise, limit, kept, actual].map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(({ document, targets }) => (
        <tbody key={document.id}>
          <DocumentRow document={document} count={targets.length} />
          {targets.map((target) => (
            <Line key={target.id} target={target} {...rest} />
          ))}
        </tbody>
      ))}
    </table>
  );
}
