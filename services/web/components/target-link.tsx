// A link to one target in the catalogue.
import { usePage } from '../page-context.ts';
import { everyTarget, type Place } from '../place.ts';
import { Link } from './link.tsx';

export const targetPlace = (place: Place, targetId: string): Place => ({
  ...place,
  caseId: null,
  targets: { ...everyTarget, search: targetId },
});

export function TargetLink({ targetId }: { readonly targetId: string }) {
  const { words, place } = usePage();
  return <Link to={targetPlace(place, targetId)}>{words.targets.inCatalogue}</Link>;
}
