// What the figures rest on: events, rejections, the target catalogue and the program's version.
import type { Status } from '../../../schemas/indicator.ts';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';

export function Footer({ status }: { readonly status: Status }) {
  const { words } = usePage();
  return (
    <footer class="foot">
      <span>Shixian {status.version}</span>
      <span>
        {words.footer.events} {countText(status.events)}
      </span>
      <span>
        {words.footer.rejected} {countText(status.rejected)}
      </span>
      <span>
        {words.footer.catalogue} {status.catalogueVersion}
      </span>
    </footer>
  );
}
