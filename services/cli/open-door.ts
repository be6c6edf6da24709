// The command line's way to the program: in this process, or through the server that owns the data folder.
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { Owner } from '../platform/data-folder.ts';
import { Failure, failure } from './failure.ts';
import type { House } from './furnish.ts';
import { openHouse } from './open-house.ts';

export interface Door {
  /** The body of an API answer; a refusal is a Failure. */
  get(path: string, query: Readonly<Record<string, string | undefined>>): Promise<string>;
  post(path: string, body: unknown): Promise<string>;
  send(items: readonly Incoming[]): Promise<Receipts>;
  close(): Promise<void>;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Opens the folder, or asks the process that has it; an address of a running program is asked itself. */
export async function openDoor(dir: string): Promise<Door> {
  if (/^https?:\/\//.test(dir)) return doorAt(dir);
  const opened = await openHouse({ dir, now: Date.now, webDir: null, logger: null });
  return 'owner' in opened ? doorTo(dir, opened.owner) : doorInto(opened);
}

const queryText = (query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

function doorInto({ app, shixian, close }: House): Door {
  return {
    get: async (path, query) => {
      const answer = await app.inject({ method: 'GET', url: path + queryText(query) });
      return bodyOf(answer.statusCode, answer.body);
    },
    post: async (path, body) => {
      const answer = await app.inject({
        method: 'POST',
        url: path,
        headers: JSON_BODY,
        body: JSON.stringify(body),
      });
      return bodyOf(answer.statusCode, answer.body);
    },
    send: shixian.takeIn,
    close,
  };
}

function doorTo(dir: string, { pid, address }: Owner): Door {
  if (address === null)
    throw failure(
      'data-folder-in-use',
      `data folder ${dir} is in use by process ${pid}, which answers no questions yet; try again in a moment`,
    );
  return doorAt(address);
}

function doorAt(address: string): Door {
  const ask = async (path: string, init?: RequestInit): Promise<string> => {
    const answer = await fetch(new URL(path, address), init);
    return bodyOf(answer.status, await answer.text());
  };
  const post = (path: string, body: unknown) =>
    ask(path, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) });
  return {
    get: (path, query) => ask(path + queryText(query)),
    post,
    send: async (items) => JSON.parse(await post('/v1/incoming', items)),
    close: async () => {},
  };
}

function bodyOf(status: number, body: string): string {
  if (status < 400) return body;
  throw new Failure(
    problemsIn(body) ?? [{ code: 'no-answer', message: `the server answered ${status}: ${body}` }],
  );
}

function problemsIn(body: string): Problem[] | null {
  try {
    const { problems } = JSON.parse(body);
    return Array.isArray(problems) ? problems : null;
  } catch {
    return null;
  }
}
