// Routes that cannot work as they stand: unknown channels and calendars, hours no clock has, routes never asked.
import type { QuietHours, Route, RouteMatch } from '../../../schemas/channel.ts';
import { nearNames } from '../../core/near-names.ts';
import { readDayHours } from '../../core/office-hours.ts';
import type { Path } from '../../platform/read-yaml.ts';
import { isWithin } from '../route-cards.ts';

type Refuse = (at: Path, why: string) => void;

export function checkRoutes(
  routes: readonly Route[],
  channels: readonly string[],
  calendars: readonly string[],
  refuse: Refuse,
): void {
  routes.forEach((route, i) => {
    route.channels.forEach((name, j) => {
      if (!channels.includes(name)) refuse(['routes', i, 'channels', j], unknown('channel', name, channels));
    });
    if (route.quiet)
      checkQuiet(route.quiet, calendars, (field, why) => refuse(['routes', i, 'quiet', field], why));
    const cover = routes
      .slice(0, i)
      .findIndex((earlier) => !earlier.continue && covers(earlier.match, route.match));
    if (cover >= 0)
      refuse(
        ['routes', i],
        `never asked: every card it matches stops at route ${cover + 1}; put it before, or give that one continue: true`,
      );
  });
}

function checkQuiet(
  { calendar, open, days }: QuietHours,
  calendars: readonly string[],
  refuse: (field: string, why: string) => void,
): void {
  if (!calendars.includes(calendar)) refuse('calendar', unknown('calendar', calendar, calendars));
  if (open === 'office-hours') {
    if (days === 'every')
      refuse('days', 'expected working, since rest days have no office hours, got "every"');
    return;
  }
  const spans = readDayHours(open);
  if ('code' in spans) refuse('open', spans.message);
}

/** Says that a name is not known, and which are. */
export function unknown(what: string, name: string, known: readonly string[]): string {
  const near = nearNames(name, known);
  const expected = near.length > 0 ? near : known;
  return `expected a ${what} that is known (${expected.join(', ') || 'there is none'}), got "${name}"`;
}

/** Whether whatever `later` matches, `earlier` matches too. */
function covers(earlier: RouteMatch, later: RouteMatch): boolean {
  const holds = (mine?: readonly string[], theirs?: readonly string[]) =>
    mine === undefined || (theirs?.every((value) => mine.includes(value)) ?? false);
  const { jurisdictions } = earlier;
  return (
    holds(earlier.systems, later.systems) &&
    holds(earlier.departments, later.departments) &&
    holds(earlier.rungs, later.rungs) &&
    (jurisdictions === undefined ||
      (later.jurisdictions?.every((place) => jurisdictions.some((whole) => isWithin(place, whole))) ?? false))
  );
}
