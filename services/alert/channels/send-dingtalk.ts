// Tells a DingTalk 钉钉 group of cards through its custom robot.
import { createHmac } from 'node:crypto';
import type { CardMessage } from '../../../schemas/card.ts';
import { composeChat } from '../compose-chat.ts';
import { clip } from '../compose-escape.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';
import { judgeRobot, type RobotCodes } from './robot-answer.ts';

export interface DingtalkParts {
  readonly name: string;
  readonly url: string;
  readonly accessToken: string;
  readonly secret: string | null;
  readonly composing: Composing;
  readonly timeoutMs: number;
  readonly now: () => number;
}

const BUSY = -1;
/** More than 20 messages a minute: blocked for ten minutes. */
const TOO_FAST = [130101, 410100];
const BLOCKED_MS = 600_000;

const CODES: RobotCodes = {
  code: ['errcode'],
  text: ['errmsg'],
  passing: new Map<number, number | null>([
    [BUSY, null],
    ...TOO_FAST.map((code) => [code, BLOCKED_MS] as const),
  ]),
};

/** Of the whole body a robot takes 20,000 bytes. */
const MOST_TEXT_BYTES = 16_000;
/** Characters of what the list of conversations shows. */
const MOST_TITLE = 64;

/** The robot shows a line break only between paragraphs. */
const DIALECT = { lineBreak: '\n\n', strong: (text: string) => `**${text}**` };

export const openDingtalk = (parts: DingtalkParts): Channel => ({
  name: parts.name,
  send: async (message, signal) => {
    const { accessToken, secret, timeoutMs, now } = parts;
    const secrets = [accessToken, secret].filter((one) => one !== null);
    const answered = await postJson({
      url: dingtalkUrl(parts, now()),
      body: JSON.stringify(dingtalkBody(message, parts.composing)),
      timeoutMs,
      signal,
      secrets,
    });
    return judgeRobot(answered, CODES, secrets);
  },
});

/** The address with its token and, where the robot asks for it, the signature of this millisecond. */
export function dingtalkUrl({ url, accessToken, secret }: DingtalkParts, now: number): string {
  const address = new URL(url);
  address.searchParams.set('access_token', accessToken);
  if (secret !== null) {
    address.searchParams.set('timestamp', String(now));
    address.searchParams.set('sign', dingtalkSign(secret, now));
  }
  return address.href;
}

export const dingtalkSign = (secret: string, now: number): string =>
  createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64');

/** One card has a button to answer it; a list is text. */
export function dingtalkBody(message: CardMessage, composing: Composing): object {
  const chat = composeChat(message, composing, DIALECT, MOST_TEXT_BYTES);
  const { button } = chat;
  const title = clip(chat.title, MOST_TITLE);
  const text = `### ${chat.title}${DIALECT.lineBreak}${chat.body}`;
  return button === null
    ? { msgtype: 'markdown', markdown: { title, text }, at: { isAtAll: false } }
    : {
        msgtype: 'actionCard',
        actionCard: { title, text, singleTitle: button.label, singleURL: button.url },
      };
}
