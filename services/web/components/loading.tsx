// Says that something is on its way, with quiet bars where it will stand.
import { usePage } from '../page-context.ts';

export function Loading({ lines }: { readonly lines: number }) {
  const { words } = usePage();
  return (
    <div class="loading" role="status">
      <p class="loading-text">{words.state.loading}</p>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="bone" />
      ))}
    </div>
  );
}
