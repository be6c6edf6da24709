// Fills ${…} of names, texts and addresses: variables of the board, its time range, and the value at hand.
import type { Cell } from '../../../schemas/board.ts';
import type { Shown } from './display.ts';
import type { RawRange } from './time-range.ts';
import { timeText } from './time-text.ts';

export interface Choice {
  readonly values: readonly string[];
  readonly text: string;
}

/** What an expression may speak of. */
export interface Scope {
  readonly from: number;
  readonly to: number;
  /** As it stands in the address; a link that hands it on keeps `now`. */
  readonly range?: RawRange | undefined;
  readonly timezone: string;
  readonly variables: Readonly<Record<string, Choice>>;
  readonly field?:
    | {
        readonly name: string;
        readonly title: string;
        readonly labels: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly value?:
    | (Pick<Shown, 'value' | 'numeric' | 'text'> & { readonly time?: number | null })
    | undefined;
  /** Of the row at hand, by name and by what readers see. */
  readonly row?: ((name: string) => Pick<Shown, 'value' | 'numeric' | 'text'> | null) | undefined;
}

const expression = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}/g;

/** Strict enough for the inside of a query. */
export const encodePart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

/** How a text of several values is written; null where the format is not known. */
function formatted(values: readonly string[], format: string): string | null {
  switch (format) {
    case 'raw':
    case 'csv':
      return values.join(',');
    case 'pipe':
      return values.join('|');
    case 'singlequote':
      return values.map(quoted).join(',');
    case 'json':
      return JSON.stringify(values.length === 1 ? values[0] : values);
    case 'percentencode':
    case 'uriencode':
      return encodePart(values.join(','));
    default:
      return null;
  }
}

const isAll = (values: readonly string[]): boolean => values.length === 1 && values[0] === '$__all';

function variableText(name: string, { values, text }: Choice, format: string | null): string {
  if (format === 'text') return text;
  if (format === 'queryparam') return queryOf(name, values);
  const told = format === null ? null : formatted(values, format);
  return told ?? (isAll(values) ? text : values.join(', '));
}

const queryOf = (name: string, values: readonly string[]): string =>
  values.map((value) => `var-${encodePart(name)}=${encodePart(value)}`).join('&');

function instantText(instant: number, zone: string, format: string | null): string {
  if (format === null || !format.startsWith('date')) return String(instant);
  const pattern = format.slice('date:'.length);
  if (pattern === 'seconds') return String(Math.floor(instant / 1000));
  return pattern === '' || pattern === 'iso'
    ? new Date(instant).toISOString()
    : timeText(instant, zone, pattern);
}

const raw = (value: Cell | undefined): string => (value === null || value === undefined ? '' : String(value));

function valueText({ value }: Scope, part: string): string | null {
  if (value === undefined) return null;
  if (part === 'raw') return raw(value.value);
  if (part === 'numeric') return raw(value.numeric);
  if (part === 'time') return raw(value.time ?? null);
  return part === 'text' ? value.text : null;
}

function fieldText({ field }: Scope, part: string): string | null {
  if (field === undefined) return null;
  if (part === 'name') return field.name;
  if (part === 'displayName') return field.title;
  const label = /^labels(?:\.(.+)|\["(.+)"\])$/.exec(part);
  return label === null ? null : (field.labels[label[1] ?? label[2] ?? ''] ?? '');
}

/** `fields.name`, `fields["a name"]`, each with `.text` or `.numeric` after it; the text as it is shown. */
function rowText({ row }: Scope, path: string): string | null {
  const found = /^fields(?:\.([^.[\]]+)|\["([^"]+)"\]|\[([^"\]]+)\])(?:\.(text|numeric|raw))?$/.exec(path);
  if (row === undefined || found === null) return null;
  const cell = row(found[1] ?? found[2] ?? found[3] ?? '');
  if (cell === null) return '';
  if (found[4] === 'numeric') return raw(cell.numeric);
  return found[4] === 'raw' ? raw(cell.value) : cell.text;
}

/** Already an encoded query, never encoded again. */
function queryText(name: string, { from, to, range, variables }: Scope): string | null {
  if (name === '__url_time_range')
    return `from=${encodePart(range?.from ?? String(from))}&to=${encodePart(range?.to ?? String(to))}`;
  if (name !== '__all_variables') return null;
  return Object.entries(variables)
    .map(([each, { values }]) => queryOf(each, values))
    .join('&');
}

function plainText(name: string, path: string | null, format: string | null, scope: Scope): string | null {
  if (name === '__from') return instantText(scope.from, scope.timezone, format);
  if (name === '__to') return instantText(scope.to, scope.timezone, format);
  if (name === '__timezone') return scope.timezone;
  if (name === '__value') return valueText(scope, path ?? '');
  if (name === '__field') return fieldText(scope, path ?? '');
  if (name === '__series' && path === 'name') return scope.field?.title ?? null;
  if (name === '__data') return rowText(scope, path ?? '');
  const variable = Object.hasOwn(scope.variables, name) ? scope.variables[name]! : null;
  return variable === null ? null : variableText(name, variable, path === 'text' ? 'text' : format);
}

/** What is not known stays as it is written. */
function filled(text: string, scope: Scope, encode: (plain: string, isWhole: boolean) => string): string {
  return text.replace(expression, (written: string, ...parts: (string | number | undefined)[]) => {
    const [short, old, oldFormat, name, path, format] = parts.slice(0, 6) as (string | undefined)[];
    const named = short ?? old ?? name ?? '';
    const query = queryText(named, scope);
    if (query !== null) return query;
    const asked = format ?? oldFormat ?? null;
    const plain = plainText(named, path ?? null, asked, scope);
    if (plain === null) return written;
    const isAsked = asked !== null && asked !== 'text' && !asked.startsWith('date');
    return isAsked ? plain : encode(plain, text.startsWith(written));
  });
}

export const fillText = (text: string, scope: Scope): string => filled(text, scope, (plain) => plain);

/** As fillText, every value encoded; one that begins the address may be an address itself. */
export const fillAddress = (address: string, scope: Scope): string =>
  filled(address, scope, (plain, isFirst) => (isFirst ? encodeURI(plain) : encodePart(plain)));

/** An address that may be followed: of this page, or http, https and mailto; else null. */
export function safeAddress(address: string): string | null {
  const trimmed = address.trim();
  return /^(https?:\/\/|mailto:|\/(?![/\\])|[?#])/i.test(trimmed) || trimmed === '/' ? trimmed : null;
}
