// The catalogue's own entry of a target that judges a group or counts things; other clocks say all there is.
import type { ClockView } from '../../schemas/clock.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { targetsAddress } from './api.ts';
import { useLoad } from './use-load.ts';

export function useTarget(clock: ClockView): CatalogueTarget | null {
  const isNeeded = clock.judges === 'group' || clock.method === 'count';
  const { data } = useLoad<CatalogueTarget[]>(isNeeded ? 'targets' : null, targetsAddress, '');
  return (isNeeded && data?.find(({ id }) => id === clock.targetId)) || null;
}
