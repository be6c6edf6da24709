// Hands cards to Prometheus Alertmanager as alerts, which its own routes then tell to people.
import type { Card, CardMessage } from '../../../schemas/card.ts';
import { composeCard } from '../compose-card.ts';
import { type Composing, languagesOf } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';

export interface AlertmanagerParts {
  readonly name: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly secrets: readonly string[];
  readonly heldDays: number;
  readonly composing: Composing;
  readonly timeoutMs: number;
}

const DAY_MS = 86_400_000;
/** Its clock may be behind ours, and an end that still lies ahead would not end the alert. */
const SKEW_MS = 300_000;

const ENDED = new Set<Card['state']>(['withdrawn', 'closed', 'upheld']);
const ANSWERED = new Set<Card['state']>([...ENDED, 'replied']);

export const openAlertmanager = (parts: AlertmanagerParts): Channel => ({
  name: parts.name,
  send: async (message, signal) => {
    const { authorization, secrets, timeoutMs } = parts;
    const alerts = alertsOf(message, parts);
    if (alerts.length === 0) return { ok: true, detail: 'nothing to tell' };
    const answered = await postJson({
      url: `${parts.url.replace(/\/$/, '')}/api/v2/alerts`,
      body: JSON.stringify(alerts),
      headers: authorization === null ? {} : { authorization },
      timeoutMs,
      signal,
      secrets,
    });
    return answered.ok ? { ok: true, detail: `answered ${answered.status}` } : answered;
  },
});

/** One alert for each card; a reply that is overdue is an alert of its own beside it. */
export function alertsOf(
  message: CardMessage,
  { composing, heldDays }: Pick<AlertmanagerParts, 'composing' | 'heldDays'>,
): object[] {
  const until = message.at + heldDays * DAY_MS;
  return message.cards.flatMap((card) => {
    const alert = (alertname: string, startsAt: string, ended: boolean) => ({
      labels: labelsOf(alertname, card),
      annotations: annotationsOf(card, message, composing),
      startsAt,
      endsAt: ended ? endedAt(startsAt, message.at) : new Date(until).toISOString(),
      generatorURL: card.url,
    });
    const { replyDueAt } = card;
    const isOverdue = replyDueAt !== null && Date.parse(replyDueAt) <= message.at;
    return [
      alert(message.kind === 'test' ? 'ShixianTest' : 'ShixianCard', card.reachedAt, ENDED.has(card.state)),
      ...(isOverdue && (message.kind === 'reply-overdue' || ANSWERED.has(card.state))
        ? [alert('ShixianReplyOverdue', replyDueAt, ANSWERED.has(card.state))]
        : []),
    ];
  });
}

/** Never before its beginning, which would be refused. */
const endedAt = (startsAt: string, at: number): string =>
  new Date(Math.max(Date.parse(startsAt), at - SKEW_MS)).toISOString();

/** What makes an alert the same one; nothing here changes while the card lives. */
const labelsOf = (alertname: string, card: Card): Record<string, string> => ({
  alertname,
  cardId: card.cardId,
  rung: card.rung,
  severity: card.rung === 'red' || card.rung === 'escalation' ? 'critical' : 'warning',
  system: card.system,
  jurisdiction: card.jurisdiction,
  targetId: card.targetId,
  ...(card.caseId === null ? {} : { caseId: card.caseId }),
  ...(card.group === null ? {} : { group: card.group }),
});

function annotationsOf(card: Card, { kind }: CardMessage, composing: Composing): Record<string, string> {
  const texts = languagesOf(composing.language).map((language) =>
    composeCard(card, kind, language, composing),
  );
  return {
    summary: texts.map(({ title }) => title).join(' / '),
    description: texts
      .map(({ facts, asks, notes }) =>
        [...facts.map(({ label, value }) => `${label}: ${value}`), ...notes, ...asks].join('\n'),
      )
      .join('\n\n'),
    department: card.department,
    state: card.state,
  };
}
