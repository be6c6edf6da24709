// A link to one target in the catalogue.
import { usePage } from '../page-context.ts';
import { everyTarget, targetsPlace } from '../place.ts';
import { Link } from './link.tsx';

export function TargetLink({ targetId }: { readonly targetId: string }) {
  const { words, place } = usePage();
  return (
    <Link to={targetsPlace({ ...everyTarget, search: targetId }, place)}>{words.targets.inCatalogue}</Link>
  );
}
