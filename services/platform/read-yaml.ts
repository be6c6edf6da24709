// Reads a YAML file against a schema; whatever is wrong is told with file, line and column.
import { readFile } from 'node:fs/promises';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../../schemas/problem.ts';
import { explainIssue } from './explain-issue.ts';
import { readParsed } from './parsed-yaml.ts';

export type Path = readonly PropertyKey[];

/** Says where a value (or its key) stands, as file:line:column with its path; when it is missing, the value around it. */
export type Locate = (path: Path, part?: 'value' | 'key') => string;

export type YamlResult<T> =
  | { readonly ok: true; readonly value: T; readonly locate: Locate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The text of a UTF-8 file, or the problem that kept it from being read. */
export async function readText(path: string): Promise<string | Problem> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const code = (error as { code?: string }).code;
    const why =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'not UTF-8 text'
          : code;
    return { code: 'file-unreadable', message: `${path}: cannot be read: ${why}`, value: path };
  }
}

/** Reads and checks one file. */
export async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<YamlResult<T>> {
  const text = await readText(path);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  const kept = schema.safeParse(await readParsed(text));
  if (!kept.success) return checkYaml(text, path, schema);
  let opened: OpenYaml | undefined;
  const locate: Locate = (at, part) => {
    opened ??= openYaml(text, path);
    return opened.locate(at, part);
  };
  return { ok: true, value: kept.data, locate };
}

/** Checks a YAML text; `file` is the name its problems carry. */
export function checkYaml<T>(text: string, file: string, schema: z.ZodType<T>): YamlResult<T> {
  const { document, position, locate } = openYaml(text, file);
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    return {
      ok: false,
      problems: faults.map((fault) => ({
        code: fault.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'bad-yaml',
        message: `${position(fault.pos[0])} ${fault.message}`,
      })),
    };
  return checkValue(document, schema, locate, position(0));
}

interface OpenYaml {
  readonly document: Document;
  readonly position: (offset: number) => string;
  readonly locate: Locate;
}

function openYaml(text: string, file: string): OpenYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const locate: Locate = (path, part) =>
    `${position(offsetOf(document, path, part === 'key'))} ${pathText(path)}`.trimEnd();
  return { document, position, locate };
}

function checkValue<T>(
  document: Document,
  schema: z.ZodType<T>,
  locate: Locate,
  start: string,
): YamlResult<T> {
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    return { ok: false, problems: [{ code: 'bad-yaml', message: `${start} ${(error as Error).message}` }] };
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return { ok: true, value: parsed.data, locate };
  const problems = parsed.error.issues
    .flatMap((issue) => explainIssue(issue, data))
    .map((fault) => ({
      code: fault.code,
      message: `${locate(fault.path, fault.code === 'unknown-key' ? 'key' : 'value')}: ${fault.message}`,
      field: pathText(fault.path),
      ...(fault.value === undefined ? {} : { value: fault.value }),
    }));
  return { ok: false, problems };
}

/** A path as people write it: targets[3].clause. */
export const pathText = (path: Path): string =>
  path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');

/** Where the value at a path begins (or its key, when asked), else the innermost value around it. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
    node = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
    const places = [startOf(node), startOf(pair?.key)];
    offset = (atKey ? places.reverse() : places).find((place) => place !== undefined) ?? offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
