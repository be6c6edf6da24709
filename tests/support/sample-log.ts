// The sample log read naively, straight from its columns, to check the program's numbers against.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { packageRoot } from '../../services/platform/package-root.ts';

const folder = join(packageRoot(), 'infra/samples');
export const sampleMapping = join(folder, 'receipt.mapping.yaml');

export const sampleText = (): string => gunzipSync(readFileSync(join(folder, 'receipt.csv.gz'))).toString();

export interface NaiveCase {
  id: string;
  department: string;
  channel: string;
  started: number;
  ended: number | null;
  deadline: number;
}

/** Microseconds are cut to milliseconds, as the program does. */
const at = (stamp: string): number => Date.parse(stamp.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1'));

export function naiveCases(): NaiveCase[] {
  const rows: Record<string, string>[] = parse(sampleText(), { columns: true });
  const byId = new Map(rows.map((row) => [row['case:concept:name']!, row]));
  return [...byId].map(([id, row]) => ({
    id,
    department: row['case:department']!,
    channel: row['case:channel']!,
    started: at(row['case:startdate']!),
    ended: row['case:enddate'] === '' ? null : at(row['case:enddate']!),
    deadline: at(row['case:deadline']!),
  }));
}

/** Writes the log with its rows in another order, the same one for the same seed. */
export function writeShuffledSample(path: string, seed: number): void {
  const [head, ...rows] = sampleText().trimEnd().split('\n');
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = rows.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  writeFileSync(path, `${[head, ...rows].join('\n')}\n`);
}
