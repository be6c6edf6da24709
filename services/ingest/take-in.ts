// Takes batches in: accept, drop repeats, store, hand the touched cases on, answer for each event.
import type { Receipts } from '../../schemas/receipt.ts';
import { underWay } from '../store/settle-all.ts';
import { RowsRefused } from '../store/write-rows.ts';
import { gatherParts } from './gather-parts.ts';
import { makeHotCases, USUAL_MEMORY } from './known-cases.ts';
import { type IntakeState, prepareParts } from './prepare-parts.ts';
import { NotAdmitted, takeParts } from './take-parts.ts';
import type { IntakeOptions, Part, TakeIn } from './telling.ts';

export interface Intake {
  readonly takeIn: TakeIn;
  /** Forgets what it remembers of cases, for when another process may have told of them since. */
  readonly forget: () => void;
}

/** The most items that are stored together, unless one batch alone has more. */
const ITEMS_TOGETHER = 30_000;

/**
 * Returns a taker of batches. What waits is stored together, one group at a time, in the order told; the next is
 * prepared meanwhile. When it throws, nothing of the batch was answered for and the same batch may be sent again:
 * what was stored is then a repeat.
 */
export function createIntake(options: IntakeOptions): Intake {
  const memory = makeHotCases(options.memory ?? USUAL_MEMORY);
  const state: IntakeState = { memory, due: new Map(), running: new Map(), claimed: new Map(), age: 0 };
  let ended: Promise<unknown> = Promise.resolve();
  let idle: Promise<unknown> = Promise.resolve();
  const take = (parts: readonly Part[]): Promise<Receipts[]> => {
    const gate = makeGate();
    const prepared = underWay(idle.then(() => prepareParts(options, parts, state)));
    const turn = ended.then(async () => takeParts(options, await prepared, state, gate.open));
    idle = gate.opened;
    ended = turn.catch(() => {}).finally(gate.open);
    return turn;
  };
  const taken = gatherParts({
    ready: () => idle,
    take,
    isOfOne: (error) => error instanceof NotAdmitted || error instanceof RowsRefused,
    sizeOf: ({ items }: Part) => items.length,
    most: ITEMS_TOGETHER,
  });
  return {
    takeIn: async (items, telling) => {
      try {
        return await taken({ items, telling });
      } catch (error) {
        throw error instanceof NotAdmitted ? error.cause : error;
      }
    },
    forget: () => {
      memory.forget();
      state.age += 1;
    },
  };
}

function makeGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
