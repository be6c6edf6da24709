// Tells a Feishu 飞书 group of cards through its custom robot.
import { createHmac } from 'node:crypto';
import type { CardMessage } from '../../../schemas/card.ts';
import { composeChat } from '../compose-chat.ts';
import { severestRung } from '../compose-list.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';
import { judgeRobot, type RobotCodes } from './robot-answer.ts';

export interface FeishuParts {
  readonly name: string;
  readonly url: string;
  readonly hook: string;
  readonly secret: string | null;
  readonly composing: Composing;
  readonly timeoutMs: number;
  readonly now: () => number;
}

const TOO_FAST = 11232;

const MINUTE_MS = 60_000;

const CODES: RobotCodes = {
  code: ['code', 'StatusCode'],
  text: ['msg', 'StatusMessage'],
  passing: new Map<number, number | null>([[TOO_FAST, MINUTE_MS]]),
};

/** Of the whole body a robot takes 20 KB. */
const MOST_TEXT_BYTES = 16_000;
const DIALECT = { lineBreak: '\n', strong: (text: string) => `**${text}**` };

const HEADER_COLOUR = { warning: 'blue', yellow: 'yellow', red: 'red', escalation: 'carmine' } as const;

export const openFeishu = (parts: FeishuParts): Channel => ({
  name: parts.name,
  send: async (message, signal) => {
    const { url, hook, secret, timeoutMs, now } = parts;
    const secrets = [hook, secret].filter((one) => one !== null);
    const seconds = Math.floor(now() / 1000);
    const signed = secret === null ? {} : { timestamp: String(seconds), sign: feishuSign(secret, seconds) };
    const answered = await postJson({
      url: `${url.replace(/\/$/, '')}/${encodeURIComponent(hook)}`,
      body: JSON.stringify({ ...signed, ...feishuBody(message, parts.composing) }),
      timeoutMs,
      signal,
      secrets,
    });
    return judgeRobot(answered, CODES, secrets);
  },
});

/** Time and secret are the key, and nothing is what is signed. */
export const feishuSign = (secret: string, seconds: number): string =>
  createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64');

export function feishuBody(message: CardMessage, composing: Composing): object {
  const { title, button, body } = composeChat(message, composing, DIALECT, MOST_TEXT_BYTES);
  const plainText = (content: string) => ({ tag: 'plain_text', content });
  const template = message.kind === 'withdrawn' ? 'grey' : HEADER_COLOUR[severestRung(message.cards)];
  const action = button && {
    tag: 'action',
    actions: [{ tag: 'button', type: 'primary', text: plainText(button.label), url: button.url }],
  };
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: { template, title: plainText(title) },
      elements: [{ tag: 'div', text: { tag: 'lark_md', content: body } }, ...(action ? [action] : [])],
    },
  };
}
