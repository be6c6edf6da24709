// Tells a WeCom 企业微信 group of cards through its robot.
import type { CardMessage } from '../../../schemas/card.ts';
import { composeChat } from '../compose-chat.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';
import { judgeRobot, type RobotCodes } from './robot-answer.ts';

export interface WecomParts {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly composing: Composing;
  readonly timeoutMs: number;
}

const BUSY = -1;
/** More than 20 messages a minute, or more than an interface takes. */
const TOO_FAST = [45009, 45033];
const MINUTE_MS = 60_000;

const CODES: RobotCodes = {
  code: ['errcode'],
  text: ['errmsg'],
  passing: new Map<number, number | null>([
    [BUSY, null],
    ...TOO_FAST.map((code) => [code, MINUTE_MS] as const),
  ]),
};

/** Of markdown.content, in UTF-8. */
const MOST_BYTES = 4096;
const DIALECT = { lineBreak: '\n', strong: (text: string) => `**${text}**` };

export const openWecom = (parts: WecomParts): Channel => ({
  name: parts.name,
  send: async (message, signal) => {
    const address = new URL(parts.url);
    address.searchParams.set('key', parts.key);
    const answered = await postJson({
      url: address.href,
      body: JSON.stringify(wecomBody(message, parts.composing)),
      timeoutMs: parts.timeoutMs,
      signal,
      secrets: [parts.key],
    });
    return judgeRobot(answered, CODES, [parts.key]);
  },
});

export function wecomBody(message: CardMessage, composing: Composing): object {
  const head = (title: string) => `### ${title}${DIALECT.lineBreak}`;
  const tail = (button: { label: string; url: string } | null) =>
    button === null ? '' : `${DIALECT.lineBreak}[${button.label}](${button.url})`;
  const { title, button, body } = composeChat(
    message,
    composing,
    DIALECT,
    (chat) => MOST_BYTES - Buffer.byteLength(head(chat.title) + tail(chat.button)),
  );
  return { msgtype: 'markdown', markdown: { content: head(title) + body + tail(button) } };
}
