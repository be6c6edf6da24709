// What a board is: variables, marks and rows of panels. Builders are in panels.ts, fields.ts, variables.ts, links.ts.
import type { BoardName } from '../schemas/board.ts';
import type { Text, Worded, WordedObject } from './text.ts';

export interface Board {
  readonly name: BoardName;
  readonly title: Text;
  readonly description: Text;
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
  readonly rows: readonly Row[];
  /** Where it begins; `now-90d` to `now` unless told. */
  readonly time?: { readonly from: string; readonly to: string };
}

/** Panels side by side, all of one height; they wrap at 24 columns. With an id and a title it has a heading. */
export interface Row {
  readonly id?: number;
  readonly title?: Text;
  readonly height: number;
  readonly panels: readonly Panel[];
}

/** A panel as Grafana has it, but for id and place. */
export interface Panel {
  readonly id: number;
  /** Of 24 columns. */
  readonly width: number;
  readonly body: WordedObject;
}

export interface Query {
  readonly sql: string;
  /** `timeseries`: a time column first, ascending; columns of text tell its series apart. `table` unless told. */
  readonly format?: 'table' | 'timeseries';
}

interface NamedVariable {
  readonly name: string;
  readonly label: Text;
}
/** `all`: many values can be chosen, and All of them. */
export type Variable =
  | (NamedVariable & {
      readonly kind: 'custom';
      readonly options: readonly { readonly value: string; readonly text: Text }[];
      readonly all: boolean;
    })
  | (NamedVariable & { readonly kind: 'query'; readonly sql: string; readonly all: boolean })
  | (NamedVariable & { readonly kind: 'textbox' })
  | { readonly kind: 'constant'; readonly name: string; readonly value: string };

/** A mark on the time axis; its SQL gives time, timeEnd, text and tags. */
export interface Annotation {
  readonly name: Text;
  readonly color: string;
  readonly sql: string | Text;
}

export const datasource = { type: 'grafana-clickhouse-datasource', uid: 'shixian-clickhouse' } as const;
export const pluginVersion = '4.20.0';

/** SQL without the indentation it has in our files. */
export const plainSql = (sql: string): string => sql.trim().replaceAll(/\n\s*/g, '\n');

/** A query as the plugin stores it. */
export function target(query: Query, refId: string): Worded {
  const format = query.format ?? 'table';
  return {
    refId,
    datasource,
    editorType: 'sql',
    pluginVersion,
    format: format === 'timeseries' ? 0 : 1,
    queryType: format,
    rawSql: plainSql(query.sql),
    meta: {},
  };
}
