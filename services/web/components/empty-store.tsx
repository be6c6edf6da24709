// The first sight of an empty store: what to do next.
import { usePage } from '../page-context.ts';

export function EmptyStore() {
  const { words } = usePage();
  return (
    <main id="main" class="empty-store" aria-labelledby="empty-heading" tabIndex={-1}>
      <h1 id="empty-heading">{words.state.noCases}</h1>
      <p>{words.state.noCasesWhy}</p>
      <dl>
        <dt>{words.state.importFile}</dt>
        <dd>
          <code>npx shixian import permits.csv --mapping mapping.yaml</code>
        </dd>
        <dt>{words.state.sendEvents}</dt>
        <dd>
          {words.state.sendEventsHow} <a href="/docs">/docs</a>
        </dd>
      </dl>
    </main>
  );
}
