// Puts parameter values into a statement's text, quoted and cast to the type each placeholder states.
// The embedded engine's own binding runs one statement at a time for the whole process, so that one
// slow report with a parameter would hold up every other.
import type { Parameters } from '../store/database.ts';

const TOKEN =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\{\s*(\w+)\s*:\s*([A-Za-z][^{}]*?)\s*\}/g;

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const nested = (value: unknown): string =>
  typeof value === 'string' ? quote(value) : value === null ? 'NULL' : written(value);

const written = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(nested).join(',')}]`;
  throw new Error(`expected text, a finite number, a boolean, null or a list of these, not ${String(value)}`);
};

const bound = (type: string, value: unknown): string => {
  if (type !== 'Identifier')
    return `_CAST(${value === null ? 'NULL' : quote(written(value))}, ${quote(type)})`;
  return `\`${written(value).replace(/[\\`]/g, '\\$&')}\``;
};

/** Text in quotes and comments stays as it is; a placeholder without a value is an error. */
export const bindParameters = (sql: string, params: Parameters): string =>
  sql.replace(TOKEN, (token: string, name?: string, type?: string) => {
    if (name === undefined || type === undefined) return token;
    try {
      if (params[name] === undefined) throw new Error('it has no value');
      return bound(type, params[name]);
    } catch (cause) {
      throw new Error(`parameter {${name}:${type}}: ${(cause as Error).message}`, { cause });
    }
  });
