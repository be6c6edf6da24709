// Reads the boards of every language from the folder of their JSON files and checks them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Board, type BoardLanguage, boardLanguages, boardNames } from '../../schemas/board.ts';
import type { Problem } from '../../schemas/problem.ts';
import { problemsOf } from '../core/issue-problems.ts';

export type BoardShelf = Readonly<Record<BoardLanguage, readonly Board[]>>;

export type BoardsLoaded =
  | { readonly ok: true; readonly boards: BoardShelf }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `dir` holds one folder a language; any mistake refuses the whole, naming the file. */
export async function loadBoards(dir: string): Promise<BoardsLoaded> {
  const problems: Problem[] = [];
  const shelf: Record<BoardLanguage, Board[]> = { zh: [], en: [] };
  for (const language of boardLanguages)
    for (const file of await filesIn(join(dir, language))) {
      const read = await readBoard(join(dir, language, file), `${language}/${file}`);
      if (read.ok) shelf[language].push(read.board);
      else problems.push(...read.problems);
    }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, boards: shelf };
}

const order = boardNames.map((name) => `${name}.json`);
/** Others follow those of the list, by name. */
const rankOf = (file: string): number => order.indexOf(file) + 1 || order.length + 1;

async function filesIn(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
  return names.sort().sort((a, b) => rankOf(a) - rankOf(b));
}

type BoardRead =
  | { readonly ok: true; readonly board: Board }
  | { readonly ok: false; readonly problems: readonly Problem[] };

async function readBoard(path: string, name: string): Promise<BoardRead> {
  const text = await readFile(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [{ code: 'bad-json', message: `${name}: ${(error as Error).message}` }] };
  }
  const parsed = Board.safeParse(json);
  if (parsed.success) return { ok: true, board: parsed.data };
  const problems = problemsOf(parsed.error, json, 'bad-board');
  return { ok: false, problems: problems.map((one) => ({ ...one, message: `${name}: ${one.message}` })) };
}
