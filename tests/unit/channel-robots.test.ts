// What group robots are given, and what their answers mean.
import { describe, expect, test } from 'vitest';
import { judgeRobot } from '../../services/alert/channels/robot-answer.ts';
import { dingtalkBody } from '../../services/alert/channels/send-dingtalk.ts';
import { feishuBody } from '../../services/alert/channels/send-feishu.ts';
import { wecomBody } from '../../services/alert/channels/send-wecom.ts';
import { aCard, aMessage, composing, manyCards, WITHDRAWN } from '../support/card-builder.ts';

const one = aMessage([aCard()]);
const many = aMessage(manyCards(100));
const URL = 'https://shixian.example.org/#/cards/water%2FW-2026-0117%2Fjian-water-1%2Fred';

test('DingTalk: one card is an action card with a button to answer it', () => {
  const body = dingtalkBody(one, composing());
  expect(body).toMatchObject({
    msgtype: 'actionCard',
    actionCard: {
      title: '【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装',
      singleTitle: '查看并回复',
      singleURL: URL,
    },
  });
  const { text } = (body as { actionCard: { text: string } }).actionCard;
  expect(text.split('\n\n').slice(0, 4)).toEqual([
    '### 【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装',
    '请吉安市水务公司于 2026年3月13日 17:30 前签收，并回复原因和预计办结日期。',
    '**进度**：超时 1 个工作日，截至 2026年3月11日 09:00',
    '**期限**：2026年3月10日 24:00',
  ]);
});

test('DingTalk: without a page to list them, many cards are text and call nobody', () => {
  const body = dingtalkBody(many, { ...composing(), listUrl: null });
  expect(body).toMatchObject({ msgtype: 'markdown', at: { isAtAll: false } });
  expect((body as { markdown: { text: string } }).markdown.text).toMatch(/另有 70 张未列出$/);
});

test('WeCom: a list is cut to what fits, and says how many more there are and where', () => {
  const { content } = (wecomBody(many, composing()) as { markdown: { content: string } }).markdown;
  const lines = content.split('\n');
  const rows = lines.filter((line) => /^\*\*(升级|红牌|黄牌|预警)\*\* /.test(line));
  expect(rows.length).toBeGreaterThan(10);
  expect(lines.at(-2)).toBe(`[另有 ${100 - rows.length} 张未列出](https://shixian.example.org/#/cards)`);
  expect(lines.at(-1)).toBe('[查看全部](https://shixian.example.org/#/cards)');
  expect(rows[0]).toBe(
    '**升级** [W-2026-1029](https://shixian.example.org/#/cards/W-2026-1029) · 超时 4 个工作日 · 供水 · 用水报装 · 未告知 · 2026年3月2日 24:00',
  );
});

test('Feishu: a card in the colour of the severest rung, grey for a withdrawal', () => {
  const colour = (message: typeof one) =>
    (feishuBody(message, composing()) as { card: { header: { template: string } } }).card.header.template;
  expect([colour(one), colour(many), colour(aMessage([aCard({ rung: 'yellow' })]))]).toEqual([
    'red',
    'carmine',
    'yellow',
  ]);
  expect(colour(aMessage([aCard(WITHDRAWN)], { kind: 'withdrawn' }))).toBe('grey');
  expect(feishuBody(one, composing('en'))).toMatchObject({
    msg_type: 'interactive',
    card: {
      elements: [
        { tag: 'div', text: { tag: 'lark_md' } },
        {
          tag: 'action',
          actions: [{ tag: 'button', url: URL, text: { tag: 'plain_text', content: 'Reply' } }],
        },
      ],
    },
  });
});

test('both languages share the room there is, the title and the button', () => {
  const titled = dingtalkBody(one, composing('both'));
  expect(titled).toMatchObject({
    actionCard: {
      title: '【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装 / Red card · Case W-2026-…',
      text: expect.stringMatching(
        /^### 【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装 \/ Red card · Case W-2026-0117 · 1 working day late · new water connection\n/,
      ),
      singleTitle: '查看并回复 / Reply',
    },
  });
  const { content } = (wecomBody(many, composing('both')) as { markdown: { content: string } }).markdown;
  const [zh, en] = content.split('———');
  expect(zh).toContain('未列出');
  expect(en).toContain('more not listed');
  expect(en!.match(/\*\*escalation\*\*/g)!.length).toBeGreaterThan(3);
});

test('a test without a card is a message all the same', () => {
  const message = aMessage([], { kind: 'test' });
  expect(JSON.stringify(dingtalkBody(message, composing()))).toContain('通道已接通');
  expect(JSON.stringify(wecomBody(message, composing()))).toContain('通道已接通');
  expect(JSON.stringify(feishuBody(message, composing()))).toContain('通道已接通');
});

describe('answers', () => {
  const codes = {
    code: ['code', 'StatusCode'],
    text: ['msg'],
    passing: new Map([
      [11232, 60_000],
      [-1, null],
    ]),
  };
  const judge = (text: string) => judgeRobot({ ok: true, status: 200, text }, codes, ['s3cret']);

  test('0 is success, under any of its names', () => {
    expect(judge('{"code":0,"msg":"success"}')).toEqual({ ok: true, detail: 'taken' });
    expect(judge('{"StatusCode":0}')).toEqual({ ok: true, detail: 'taken' });
  });

  test('a limit of frequency passes, a wrong signature does not', () => {
    expect(judge('{"code":11232,"msg":"frequency limited"}')).toEqual({
      ok: false,
      retry: true,
      detail: 'refused with 11232: frequency limited',
      retryAfterMs: 60_000,
    });
    expect(judge('{"code":-1}')).toEqual({ ok: false, retry: true, detail: 'refused with -1: ' });
    expect(judge('{"code":9499,"msg":"too many request"}')).toMatchObject({ retry: true });
    expect(judge('{"code":9499,"msg":"Bad Request"}')).toMatchObject({ retry: false });
    expect(judge('{"code":19021,"msg":"sign match fail s3cret"}')).toEqual({
      ok: false,
      retry: false,
      detail: 'refused with 19021: sign match fail ***',
    });
  });

  test('an answer that is none of the robot’s is tried again', () => {
    for (const text of ['', '<html>proxy s3cret</html>', '[]', 'null', '{"code":"0"}']) {
      expect(judge(text)).toMatchObject({ ok: false, retry: true });
      expect(JSON.stringify(judge(text))).not.toContain('s3cret');
    }
  });
});
