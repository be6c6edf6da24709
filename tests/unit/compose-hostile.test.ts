// Whatever a source writes into a case, a message says no more than that: no markup, no link, nobody called.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card } from '../../schemas/card.ts';
import { dingtalkBody } from '../../services/alert/channels/send-dingtalk.ts';
import { feishuBody } from '../../services/alert/channels/send-feishu.ts';
import { wecomBody } from '../../services/alert/channels/send-wecom.ts';
import { clip, escapeChat, escapeHtml, plain, safeUrl } from '../../services/alert/compose-escape.ts';
import { composeMail } from '../../services/alert/compose-mail.ts';
import { aCard, aMessage, composing, manyCards, WITHDRAWN } from '../support/card-builder.ts';

const ATTACKS = [
  '<script>alert(1)</script>',
  '<at user_id="all">所有人</at>',
  '<at id=all></at>',
  '&lt;at id=all&gt;&lt;/at&gt;',
  '<@all>',
  '@all @所有人 @13800000000',
  '[中奖](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<font color="warning">x</font>',
  '**粗** `码` ~~删~~ __下__',
  '"><img src=https://evil.example/x onerror=alert(1)>',
  "' style='display:none",
  '甲\r\nBcc: victim@example.org\r\n\r\n乙',
  '# 标题\n> 引用\n- 项',
  'a\\',
  '\u202egnp.exe\u200b\u2066',
  '\ud800',
  'toString',
  '__proto__',
];

const hostile = (text: string): Partial<Card> => ({
  caseId: text,
  department: text,
  service: text,
  jurisdiction: text,
  documentTitle: text,
  documentNumber: text,
  clause: text,
  unit: text,
  system: text,
  withdrawal: { ...WITHDRAWN.withdrawal, eventId: text, eventType: text, detail: text },
  reply: { at: '2026-03-11T15:00:00+08:00', by: text, reason: text, expectedFinish: null },
  url: `https://shixian.example.org/#/cards/${text}`,
});

const messagesWith = (text: string) => {
  const cards = ['a', 'b'].map((cardId) => aCard({ ...hostile(text), cardId }));
  return [cards.slice(0, 1), cards].flatMap((some) =>
    (['raised', 'withdrawn'] as const).map((kind) => aMessage(some, { kind })),
  );
};

/** What of a robot's markdown is not ours: links and bold texts taken out. */
const withoutOurs = (markdown: string): string =>
  markdown
    .replace(/\[([^\][]*)\]\(https:\/\/shixian\.example\.org\/[^()\s]*\)/g, '$1')
    .replace(/\*\*([^*]*)\*\*/g, '$1')
    .replace(/^### /, '');

test('no attack has markup, a call or a link left in any group', () => {
  for (const attack of ATTACKS)
    for (const message of messagesWith(attack)) {
      const ding = dingtalkBody(message, composing()) as Record<string, { text: string; title: string }>;
      const dingText = (ding['markdown'] ?? ding['actionCard'])!;
      const wecom = wecomBody(message, composing()) as { markdown: { content: string } };
      const feishu = feishuBody(message, composing()) as {
        card: { header: { title: { content: string } }; elements: [{ text: { content: string } }] };
      };
      const { card } = feishu;
      for (const text of [
        dingText.text,
        dingText.title,
        wecom.markdown.content,
        card.header.title.content,
        card.elements[0].text.content,
      ])
        expect(withoutOurs(text)).not.toMatch(/[<>@&*`~[\]\\]|https?:\/\/|__/);
    }
});

test('in a mail nothing of it becomes an element, an attribute or a header', () => {
  for (const attack of ATTACKS)
    for (const message of messagesWith(attack)) {
      const { subject, html } = composeMail(message, composing('both'));
      expect(subject).not.toMatch(/\p{Cc}/u);
      expect(
        html.match(
          /<(?!!doctype|\/?(?:html|head|meta|title|body|table|thead|tbody|tr|th|td|div|h1|span|p|a|hr|br|font)\b)/gi,
        ),
      ).toBeNull();
      expect(html).not.toMatch(/<[^>]*\son\w+=/i);
      for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g))
        expect(address).toMatch(/^https:\/\/shixian\.example\.org\//);
    }
});

test('a mail fetches nothing', () => {
  const { html } = composeMail(aMessage(manyCards(3)), composing('both'));
  expect(html).not.toMatch(/<(img|link|script|iframe|style|base)|src=|url\(|@import/i);
});

test('only http and https are followed', () => {
  expect(safeUrl('javascript:alert(1)')).toBeNull();
  expect(safeUrl('data:text/html,x')).toBeNull();
  expect(safeUrl('/cards/1')).toBeNull();
  expect(safeUrl(`https://example.org/${'x'.repeat(1000)}`)).toBeNull();
  expect(safeUrl('https://example.org/a(b)c"d e')).toBe('https://example.org/a%28b%29c%22d%20e');
  const { html } = composeMail(aMessage([aCard({ url: 'javascript:alert(1)' })]), composing());
  expect(html).not.toContain('javascript');
});

test('text is one line of what can be seen', () => {
  expect(plain(' a\u0000b\r\nc\u2028d\u202e\u200be \ud800')).toBe('a b c de \ufffd');
  expect(escapeHtml(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
  expect(escapeChat('A_1 a__b #1 时间 10:00 http://x')).toBe('A_1 a＿＿b #1 时间 10:00 http：//x');
  expect(clip('𠮷𠮷𠮷', 3)).toBe('𠮷𠮷𠮷');
  expect(clip('𠮷𠮷𠮷𠮷', 3)).toBe('𠮷𠮷…');
});

test('no robot is ever given more than it takes', () => {
  const part = fc.oneof(
    fc.constantFrom(...ATTACKS),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
  );
  const language = fc.constantFrom('zh' as const, 'en' as const, 'both' as const);
  const kind = fc.constantFrom('raised' as const, 'withdrawn' as const, 'reply-overdue' as const);
  fc.assert(
    fc.property(part, language, kind, fc.integer({ min: 0, max: 150 }), (text, spoken, kind, many) => {
      const cards = Array.from({ length: many }, (_, i) => aCard({ ...hostile(text), cardId: `c${i}` }));
      const message = aMessage(cards, { kind });
      const { markdown } = wecomBody(message, composing(spoken)) as { markdown: { content: string } };
      expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096);
      const bodies = [dingtalkBody(message, composing(spoken)), feishuBody(message, composing(spoken))];
      for (const body of bodies) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(20_000);
    }),
    { numRuns: 150 },
  );
});
