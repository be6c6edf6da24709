// What a random fault run produces: simulated events with their usual faults, repeats, and poison of every kind.

import { messageOf } from '../../services/cli/produce-simulation.ts';
import type { RuleBook } from '../../services/main.ts';
import type { OutgoingMessage } from '../../services/platform/event-bus.ts';
import type { SeededRandom } from '../../services/simulate/seeded-random.ts';
import { type SimulatedSystem, simulateCases } from '../../services/simulate/simulate-cases.ts';
import { simulation } from './simulated.ts';

/** Each run has ids of its own, so that runs can share a broker and a store. */
export function runMessages(
  rules: RuleBook,
  run: string,
  seed: number,
  systems: readonly SimulatedSystem[],
  random: SeededRandom,
  cases = random.whole(3, 12),
): OutgoingMessage[] {
  const asked = simulation(rules, { seed, cases, systems });
  const told = [...simulateCases(asked)].map((event) =>
    messageOf(JSON.parse(JSON.stringify(event).replaceAll('SIM-', `SIM-${run}-`))),
  );
  return told.flatMap((message) => {
    if (random.chance(0.03)) return [message, poisonOf(message, run, random)];
    return random.chance(0.03) ? [message, message] : [message];
  });
}

/** The kinds differ in where they are refused: bytes, key, topic, envelope. */
function poisonOf(message: OutgoingMessage, run: string, random: SeededRandom): OutgoingMessage {
  const key = `poison-${run}-${random.whole(0, 1e9)}`;
  const { value, topic } = message;
  const kinds: (() => OutgoingMessage)[] = [
    () => ({ topic, key, value: Buffer.from([0xff, 0x00, 0xfe]) }),
    () => ({ topic, key, value: null }),
    () => ({ topic, key, value: '{"specversion":' }),
    () => ({ topic, key, value }),
    () => ({ topic, key, value: String(value).replaceAll(/"type":"[a-z]+\./g, '"type":"nobody.') }),
    () => ({ topic, key, value: '[]' }),
  ];
  return random.pick(kinds)();
}
