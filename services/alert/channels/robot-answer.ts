// Group robots answer 200 whatever happened; a code in the body says what.
import type { SendResult } from './channel.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { Answered } from './post-json.ts';

export interface RobotCodes {
  /** The fields that may hold the code; 0 is success. */
  readonly code: readonly string[];
  readonly text: readonly string[];
  /** Codes that pass by themselves, with how long the vendor says to wait, if it says. */
  readonly passing: ReadonlyMap<number, number | null>;
}

/** The same code may stand for a body that cannot be read and for a limit of frequency. */
const TOO_FAST = /too many|too fast|frequency/i;

/** What an answer of a robot means. One that cannot be read is tried again: a proxy may have spoken. */
export function judgeRobot(answered: Answered, codes: RobotCodes, secrets: readonly string[]): SendResult {
  if (!answered.ok) return answered;
  const said = readObject(answered.text);
  const code = said === null ? undefined : codes.code.map((field) => said[field]).find(isCode);
  if (said === null || code === undefined)
    return {
      ok: false,
      retry: true,
      detail: `answered without a code: ${hideSecrets(answered.text, secrets)}`,
    };
  if (code === 0) return { ok: true, detail: 'taken' };
  const words = codes.text.map((field) => said[field]).find((text) => typeof text === 'string') ?? '';
  const detail = `refused with ${code}: ${hideSecrets(String(words), secrets)}`;
  if (!codes.passing.has(code) && !TOO_FAST.test(String(words))) return { ok: false, retry: false, detail };
  const waitMs = codes.passing.get(code);
  return { ok: false, retry: true, detail, ...(waitMs ? { retryAfterMs: waitMs } : {}) };
}

const isCode = (value: unknown): value is number => typeof value === 'number';

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
