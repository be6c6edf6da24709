// Every query of every alert rule runs as Grafana runs it, without a browser, and gives what an alert can be made of:
// one number and texts, a row for every entity, bad or not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { expandRuleQuery } from '../../services/boards/expand-query.ts';
import { bareType, type Frame, readFrame } from '../../services/boards/read-frame.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { type BoardStore, openBoardStore } from '../support/board-store.ts';

const DATASOURCE = 'shixian-clickhouse';

const Query = z.looseObject({
  refId: z.string(),
  datasourceUid: z.string(),
  relativeTimeRange: z.object({ from: z.number(), to: z.number() }).optional(),
  model: z.looseObject({
    rawSql: z.string().optional(),
    format: z.number().optional(),
    intervalMs: z.number().optional(),
  }),
});
type Query = z.infer<typeof Query>;
const RuleFile = z.looseObject({
  groups: z
    .array(
      z.looseObject({
        rules: z.array(z.looseObject({ uid: z.string(), title: z.string(), data: z.array(Query) })),
      }),
    )
    .default([]),
});

const folder = join(packageRoot(), 'infra/grafana/provisioning/alerting');
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
const rules = files.flatMap((file) => {
  const { groups } = RuleFile.parse(parse(readFileSync(join(folder, file), 'utf8')));
  return groups.flatMap((group) => group.rules);
});
const queries = rules.flatMap(({ uid, title, data }) =>
  data
    .filter(({ datasourceUid }) => datasourceUid === DATASOURCE)
    .map((query) => [`${uid} ${title}/${query.refId}`, query] as const),
);

let store: BoardStore;
beforeAll(async () => {
  store = await openBoardStore();
}, 300_000);
afterAll(() => store.close());

const frames = new Map<string, Promise<Frame>>();
function frameOf(name: string, { model, relativeTimeRange }: Query): Promise<Frame> {
  const now = Date.now();
  const { from, to } = relativeTimeRange ?? { from: 0, to: 0 };
  const time = { from: now - from * 1000, to: now - to * 1000, intervalMs: model.intervalMs ?? 1000 };
  const frame = frames.get(name) ?? readFrame(store.db, expandRuleQuery(model.rawSql!, time), name);
  frames.set(name, frame);
  return frame;
}

const NUMBER = /^(?:U?Int(?:8|16|32|64)|Float\d+|Decimal)/;
const TEXT = /^(?:String|FixedString|Enum)/;
const isNumber = (type: string) => NUMBER.test(bareType(type));

it('there are rules, and each asks the store', () => {
  expect(rules.length).toBeGreaterThan(0);
  for (const { uid, data } of rules)
    expect(
      data.some(({ datasourceUid }) => datasourceUid === DATASOURCE),
      uid,
    ).toBe(true);
});

describe.each(queries)('%s', (name, query) => {
  it('is a table of one number and texts', async () => {
    expect(query.model.format, `${name} is no table`).toBe(1);
    const { columns } = await frameOf(name, query);
    const others = columns.filter(({ type }) => !isNumber(type));
    expect(columns.length - others.length, `${name}: ${JSON.stringify(columns)}`).toBe(1);
    expect(
      others.filter(({ type }) => !TEXT.test(bareType(type))),
      name,
    ).toEqual([]);
  });

  it('has a number for every entity, each entity once', async () => {
    const { columns, rows } = await frameOf(name, query);
    const number = columns.findIndex(({ type }) => isNumber(type));
    expect(rows.length, `${name} has no rows`).toBeGreaterThan(0);
    expect(
      rows.filter((row) => typeof row[number] !== 'number'),
      `${name} has rows without a number`,
    ).toEqual([]);
    const labels = rows.map((row) => JSON.stringify(row.toSpliced(number, 1)));
    expect(labels.length, `${name} has an entity twice`).toBe(new Set(labels).size);
  });

  it('leaves no system out where it tells of systems', async () => {
    const { columns, rows } = await frameOf(name, query);
    const at = columns.findIndex((column) => column.name === 'system');
    if (at === -1) return;
    const held = await store.db.query<{ system: string }>('SELECT DISTINCT system FROM cases');
    const told = rows.map((row) => row[at]);
    expect(
      held.map(({ system }) => system).filter((system) => !told.includes(system)),
      name,
    ).toEqual([]);
  });
});
