// Values as they may be shown in a problem or kept with a rejection: no larger and no deeper than is of use.
import type { Problem } from '../../schemas/problem.ts';

/** Characters of a value that a problem shows. */
const SHOWN = 200;
/** Levels of nesting an event may have; deeper ones exhaust the stack of whatever writes them out. */
const LEVELS = 64;

/** Whether the value is nested deeper than so many levels; looks no deeper than that itself. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const children = value as Readonly<Record<string, unknown>>;
  for (const name in children) if (levels === 0 || isDeeperThan(children[name], levels - 1)) return true;
  return false;
}

/** The value with everything below so many levels left out. */
export function withoutDepths(value: unknown, levels = LEVELS): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => withoutDepths(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutDepths(item, levels - 1)]),
  );
}

/** Why a value is nested too deep to be an event, or null. */
export function tooDeep(value: unknown): Problem | null {
  if (!isDeeperThan(value, LEVELS)) return null;
  return {
    code: 'nested-too-deep',
    message: `the event is nested too deep; expected at most ${LEVELS} levels`,
  };
}

/** The value itself where it is short, else the beginning of its text. */
export function shortValue(value: unknown): unknown {
  if (typeof value === 'string') return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(withoutDepths(value, 4));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : value;
}
