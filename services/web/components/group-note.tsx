// Says of a target that judges a group what it promises of the group, and where the group's own figure stands.
import type { ClockView } from '../../../schemas/clock.ts';
import { limitText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { everyTarget, targetsPlace } from '../place.ts';
import { useTarget } from '../use-target.ts';
import { Link } from './link.tsx';

/** A share of cases counts each case as nothing or one. */
export const isShare = (clock: ClockView): boolean => clock.judges === 'group' && clock.unit === 'percent';

export function GroupNote({ clock }: { readonly clock: ClockView }) {
  const { words, language, place } = usePage();
  const target = useTarget(clock);
  if (clock.limit === null) return null;
  const period = target?.measured?.period;
  const over = period === undefined ? words.judging.somePeriod : words.judging.period[period];
  const limit = limitText(clock.comparator, clock.limit, clock.unit, language);
  return (
    <p class="group-note">
      {words.judging[isShare(clock) ? 'share' : 'average'](limit, over)}{' '}
      <Link to={targetsPlace({ ...everyTarget, search: clock.targetId }, place)}>{words.judging.how}</Link>
    </p>
  );
}
