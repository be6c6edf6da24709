// Answers the marks in time that an annotation of a board makes of its rows, as Grafana reads them.
import type { BoardMarks, Cell } from '../../schemas/board.ts';
import { QueryProblem } from './query-problem.ts';
import { bareType, type Frame, isInstant, readFrame } from './read-frame.ts';
import { type Asked, settledSql } from './settle-variables.ts';

export async function readMarks(asked: Asked, name: string): Promise<BoardMarks> {
  const annotation = asked.board.annotations.list.find((one) => one.name === name);
  const rawSql = annotation?.target?.rawSql;
  if (rawSql === undefined) throw annotationNotFound(asked.board.uid, name);
  return { marks: marksOf(await readFrame(asked.db, await settledSql(asked, rawSql), `annotation ${name}`)) };
}

/** By the names time, timeEnd, text and tags in any case; else the first instant and the first text. */
function marksOf({ columns, rows }: Frame): BoardMarks['marks'] {
  const named = (name: string) => columns.findIndex((column) => column.name.toLowerCase() === name);
  const either = (at: number, test: (type: string) => boolean) =>
    at === -1 ? columns.findIndex(({ type }) => test(type)) : at;
  const time = either(named('time'), isInstant);
  const text = either(named('text'), (type) => bareType(type) === 'String');
  const [end, tags] = [named('timeend'), named('tags')];
  return rows
    .filter((row) => typeof row[time] === 'number')
    .map((row) => ({
      time: Number(row[time]),
      timeEnd: typeof row[end] === 'number' ? row[end] : null,
      text: String(row[text] ?? ''),
      tags: tagsOf(row[tags] ?? null),
    }));
}

/** A list, or names with commas between. */
function tagsOf(cell: Cell): string[] {
  const text = String(cell ?? '');
  const tags: unknown[] = text.startsWith('[') ? JSON.parse(text) : text.split(',');
  return tags.map((tag) => String(tag).trim()).filter((tag) => tag !== '');
}

const annotationNotFound = (uid: string, name: string): QueryProblem => {
  const message = `board ${uid} has no annotation ${name} with a query`;
  return new QueryProblem(404, { code: 'annotation-not-found', message, field: 'name', value: name });
};
