// Notices when another program has put the store under other rules, after which this one's verdicts would be hidden.
import type { Shixian } from '../main.ts';
import { readEpoch } from '../store/store-state.ts';

export interface RulesWatch {
  /** Aborted, with the reason, once the store stands under other rules than this program's. */
  readonly changed: AbortSignal;
  readonly stop: () => void;
}

const EVERY_MS = 30_000;

export function watchRules({ db, rules }: Shixian, everyMs = EVERY_MS): RulesWatch {
  const changed = new AbortController();
  const look = async () => {
    const latest = await readEpoch(db).catch(() => null);
    if (latest !== null && latest.rulesVersion !== rules.version)
      changed.abort(`rules-differ: the store now stands under rules ${latest.rulesVersion}; start again`);
  };
  const timer = setInterval(look, everyMs);
  return { changed: changed.signal, stop: () => clearInterval(timer) };
}
