// Reads `--systems`, a comma-separated choice of the systems that a command knows.
import { failure } from './failure.ts';

/** In the order given; all when nothing was. */
export function readSystems<System extends string>(
  text: string | undefined,
  known: readonly System[],
): readonly System[] {
  if (text === undefined) return known;
  return text.split(',').map((name) => {
    const system = known.find((one) => one === name.trim());
    if (system === undefined)
      throw failure('unknown-system', `--systems ${name}: expected one of ${known.join(', ')}`);
    return system;
  });
}
