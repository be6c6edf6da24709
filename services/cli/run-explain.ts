// `shixian explain`: one case down to the event and the clause.
import type { CaseExplanation, ClockView } from '../../schemas/clock.ts';
import { openDoor } from './open-door.ts';
import { printable } from './printable.ts';
import { textTable } from './text-table.ts';

export interface ExplainOptions {
  readonly data: string;
  readonly system?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly format: 'text' | 'json';
}

export async function runExplain(
  caseId: string,
  { data, format, ...question }: ExplainOptions,
): Promise<void> {
  const door = await openDoor(data);
  try {
    const body = await door.get(`/v1/cases/${encodeURIComponent(caseId)}`, question);
    const found: CaseExplanation = JSON.parse(body);
    process.stdout.write(
      format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : `${printable(explanationText(found))}\n`,
    );
  } finally {
    await door.close();
  }
}

const verdictWords: Record<CaseExplanation['verdict'], string> = {
  running: 'running 在办',
  paused: 'paused 暂停计时',
  met: 'met 按时',
  breached: 'breached 超时',
  void: 'void 作废',
  'not-applicable': 'not started 未开始',
  'no-target': 'no target applies 无适用时限',
  unknown: 'unknown 无法判定',
};

function explanationText(found: CaseExplanation): string {
  const facts = [
    ['case 办件', `${found.caseId} (${found.system})`],
    ['verdict 结论', verdictWords[found.verdict]],
    ['state 状态', found.endedAt ? `${found.state}, ${found.endedAt}` : found.state],
    ['place 辖区', found.jurisdiction ?? '—'],
    ['service 事项', found.service ?? '—'],
    ['as of 截至', found.asOf],
    ...Object.entries(found.attributes).map(([name, value]) => [name, String(value)]),
  ];
  const problems = found.problems.map(({ code, message }) => `  ! ${code}: ${message}`);
  return [
    facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    ...(problems.length > 0 ? [problems.join('\n')] : []),
    ...found.clocks.map(clockText),
    `Events 事件\n${eventTable(found)}`,
    notChosenText(found),
  ].join('\n\n');
}

function clockText(clock: ClockView): string {
  const { document, clause, line, unit, limit } = clock;
  const law = [document.title, document.number, `clause ${clause}`, line === null ? null : `line ${line}`];
  const lines = [
    `Clock 计时 ${clock.targetId}: ${verdictWords[clock.verdict]}`,
    `  by 依据     ${law.filter(Boolean).join(', ')}${clock.assumed ? ' (an assumed reading)' : ''}`,
    `  limit 时限  ${limit === null ? 'the date on the case itself' : `${limit} ${unit}, ${clock.method}`}`,
    `  started     ${clock.startedAt ?? '—'}`,
    `  stopped     ${clock.stoppedAt ?? '—'}`,
    `  deadline    ${deadlineText(clock)}`,
    `  elapsed     ${clock.elapsed === null ? '—' : `${clock.elapsed} ${unit}`}`,
    ...clock.problems.map(({ code, message }) => `  ! ${code}: ${message}`),
    ...clock.parts.map(
      ({ zh, en, ground, amount }) =>
        `  ${ground ? `paused 暂停 (${ground})` : 'ran 计时'}  ${Number(amount.toFixed(3))} ${unit}  ${en} ${zh}`,
    ),
    ...clock.spans.map(
      ({ from, to, kind, ground }) => `  ${from} → ${to}  ${kind}${ground ? ` (${ground})` : ''}`,
    ),
  ];
  return lines.join('\n');
}

function deadlineText({ deadline, deadlineEarliest, deadlineLatest }: ClockView): string {
  if (deadline !== null) return deadline;
  return deadlineEarliest ? `provisional, from ${deadlineEarliest} to ${deadlineLatest}` : '—';
}

const eventTable = ({ events }: CaseExplanation): string =>
  textTable(
    ['at', '事件', 'event', 'id', 'data', 'replaced by'],
    events.map(({ occurredAt, zh, en, id, data, replacedBy }) => [
      occurredAt,
      zh,
      en,
      id,
      shortened(JSON.stringify(data)),
      replacedBy ?? '',
    ]),
  );

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function notChosenText({ notChosen }: CaseExplanation): string {
  if (notChosen.length === 0) return 'Every target of this system applies.';
  const lines = notChosen.map(
    ({ targetId, reasons }) => `  ${targetId}: ${reasons.map(({ message }) => message).join('; ')}`,
  );
  return `Targets that do not apply, and why 不适用\n${lines.join('\n')}`;
}
