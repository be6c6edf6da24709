// `shixian indicators`: the numbers of one system, as a table, JSON or CSV.
import { type IndicatorRow, indicators } from '../../schemas/indicator.ts';
import { openDoor } from './open-door.ts';
import { textTable } from './text-table.ts';

export interface IndicatorOptions {
  readonly data: string;
  readonly system: string;
  readonly within?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly groupBy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly periodBy?: string;
  readonly format: 'table' | 'json' | 'csv';
}

export async function runIndicators({ data, format, ...question }: IndicatorOptions): Promise<void> {
  const door = await openDoor(data);
  try {
    const body = await door.get('/v1/indicators', { ...question, format: format === 'csv' ? 'csv' : 'json' });
    if (format === 'table') process.stdout.write(`${indicatorTable(JSON.parse(body))}\n`);
    else process.stdout.write(format === 'json' ? `${JSON.stringify(JSON.parse(body), null, 2)}\n` : body);
  } finally {
    await door.close();
  }
}

function indicatorTable(rows: readonly IndicatorRow[]): string {
  const keys = Object.keys(rows[0]?.group ?? {});
  const words = (id: string) => indicators[id as keyof typeof indicators]?.zh ?? '';
  return textTable(
    [...keys, 'indicator', '指标', 'value', 'unit', 'n'],
    rows.map(({ indicator, group, value, unit, n }) => [
      ...keys.map((key) => group[key] ?? ''),
      indicator,
      words(indicator),
      value === null ? null : Number(value.toFixed(2)),
      unit,
      n,
    ]),
  );
}
