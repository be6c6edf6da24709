// A limit as a whole number of a counter's ticks, read from its decimal digits so that no float decides.
import type { Problem } from '../../schemas/problem.ts';
import type { Counter } from './method.ts';

/** Ticks of `limit` units, rounded up to a whole tick; a fraction of a whole-day method is refused (it has no deadline). */
export function limitTicks(limit: number, counter: Counter): number | Problem {
  if (!Number.isFinite(limit) || limit < 0) return badLimit(limit, 'expected a number of at least 0');
  const [digits = '0', exponent = '0'] = String(limit).split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  const scale = fraction.length - Number(exponent);
  const numerator =
    BigInt(whole + fraction) * BigInt(counter.ticksPerUnit) * 10n ** BigInt(Math.max(-scale, 0));
  const denominator = 10n ** BigInt(Math.max(scale, 0));
  const exact = numerator % denominator === 0n;
  if (counter.wholeDays && !exact)
    return {
      code: 'fractional-limit',
      message: `limit ${limit} under ${counter.method}: this method counts in steps of ${1 / counter.ticksPerUnit} and a fraction has no deadline; use biz_time for fractions`,
      field: 'limit',
      value: limit,
    };
  const ticks = Number((numerator + denominator - 1n) / denominator);
  return Number.isSafeInteger(ticks) ? ticks : badLimit(limit, 'it is too large to count');
}

const badLimit = (limit: number, why: string): Problem => ({
  code: 'bad-limit',
  message: `limit ${limit}: ${why}`,
  field: 'limit',
  value: limit,
});
