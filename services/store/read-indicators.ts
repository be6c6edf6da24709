// Reads indicators; every number is defined in schemas/views/parts/indicator_cases.sql and nowhere else.
import { type IndicatorRow, indicators } from '../../schemas/indicator.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';

/** All knowledge, later arrivals included. */
export const ALL_KNOWN = Date.UTC(2299, 11, 31);

export interface IndicatorQuestion {
  readonly system: string;
  /** A jurisdiction and everything in it; empty for everywhere. */
  readonly within: string;
  /** What had happened by this instant, included. */
  readonly asOf: number;
  /** What had been told by this instant, included. */
  readonly knownAt: number;
  readonly groupBy: readonly string[];
  /** Cases that began (or ended) from `from`, included, to `to`, excluded; null for all. */
  readonly period: { readonly from: number; readonly to: number; readonly by: 'begun' | 'ended' } | null;
}

interface Row {
  indicator: string;
  group_values: string[];
  value: number | null;
  unit: string;
  n: number;
}

const AS_OF = "as_of = {as_of:DateTime64(3, 'UTC')}";
const KNOWN_AT = "known_at = {known_at:DateTime64(3, 'UTC')}";

/** Asks a view as of an instant: by all that is known or, where something is known later, by what was known then. */
export function viewAt(view: string, knownAt: number, more = ''): string {
  return knownAt >= ALL_KNOWN ? `${view}(${AS_OF}${more})` : `${view}_known(${AS_OF}, ${KNOWN_AT}${more})`;
}

const MORE = `, system = {system:String}, within = {within:String}, from = {from:DateTime64(3, 'UTC')},
  to = {to:DateTime64(3, 'UTC')}, period_by = {period_by:String}, keys = {keys:Array(String)}`;

const select = (knownAt: number): string => `
SELECT indicator, group_values, value, unit, n
FROM ${viewAt('indicator_cases', knownAt, MORE)}
ORDER BY group_values, indexOf({order:Array(String)}, indicator)`;

const order = Object.keys(indicators);

/** A parameter that ClickHouse reads as DateTime64(3, 'UTC'). */
export const instantParameter = (at: number): string => instantText(at).replace('T', ' ').slice(0, -1);

export async function readIndicators(db: Database, question: IndicatorQuestion): Promise<IndicatorRow[]> {
  const { system, within, asOf, knownAt, groupBy, period } = question;
  const rows = await db.query<Row>(select(knownAt), {
    system,
    within,
    as_of: instantParameter(asOf),
    known_at: instantParameter(knownAt),
    from: instantParameter(period?.from ?? 0),
    to: instantParameter(period?.to ?? ALL_KNOWN),
    period_by: period?.by ?? 'all',
    keys: groupBy,
    order,
  });
  if (rows.length === 0 && groupBy.length === 0) return noCases();
  return rows.map(({ indicator, group_values, value, unit, n }) => ({
    indicator,
    group: Object.fromEntries(groupBy.map((key, i) => [key, group_values[i]!])),
    value,
    unit,
    n,
  }));
}

/** The answer over no case at all: counts are 0 and nothing else can be said. */
const noCases = (): IndicatorRow[] =>
  Object.entries(indicators).map(([indicator, { unit }]) => ({
    indicator,
    group: {},
    value: unit === 'count' ? 0 : null,
    unit,
    n: 0,
  }));
