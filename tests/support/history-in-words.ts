// The history of a case in words that a test can write down.
import { type CaseHistory, foldHistory } from '../../services/core/case-history.ts';
import { identityOf } from '../../services/core/history-event.ts';
import { type CaseBuilder, permitCase } from './case-builder.ts';

/** A day of March 2026 in Shanghai. */
export const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
export const opened = permitCase('c').received(day(2), { attributes: { department: '住建局' } });
export const fold = (told: CaseBuilder) => foldHistory(told.events());

export const types = ({ events }: CaseHistory) =>
  events.map(({ event }) => event.type.replace('permit.', ''));
export const codes = ({ problems }: CaseHistory) => problems.map(({ code }) => code);
export const states = ({ states: list }: CaseHistory) =>
  list.map(({ at, state }) => `${state} from ${new Date(at).toISOString().slice(5, 10)}`);
export const replacedBy = (history: CaseHistory, id: string, source = '/desk') =>
  history.replaced.get(identityOf({ source, id }));
