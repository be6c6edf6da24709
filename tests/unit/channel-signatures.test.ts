// Signatures against vectors computed elsewhere, and the documented check of ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dingtalkSign, dingtalkUrl } from '../../services/alert/channels/send-dingtalk.ts';
import { feishuSign } from '../../services/alert/channels/send-feishu.ts';
import { webhookSignature } from '../../services/alert/channels/send-webhook.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { composing } from '../support/card-builder.ts';

test('Feishu: time and secret are the key, as in the vendor’s own example', () => {
  expect(feishuSign('demo', 1599360473)).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=');
});

// printf '1720000000000\nSEC000000000000000000000' | openssl dgst -sha256 -hmac SEC000000000000000000000 -binary | base64
test('DingTalk: the secret is the key, time and secret are signed', () => {
  expect(dingtalkSign('SEC000000000000000000000', 1720000000000)).toBe(
    'gDg60at9qUcdSAtCP4dF3bqxwuQdmlABaZtz4G2ChEU=',
  );
  expect(dingtalkSign('this is secret', 1577262236757)).toBe('hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=');
});

test('DingTalk: the signature is percent-encoded, + and = too', () => {
  const parts = {
    name: 'group',
    url: 'https://oapi.dingtalk.com/robot/send',
    accessToken: 'abc',
    secret: 'this is secret',
    composing: composing(),
    timeoutMs: 1000,
    now: () => 0,
  };
  expect(dingtalkUrl(parts, 1577262236757)).toBe(
    'https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D',
  );
  expect(dingtalkUrl({ ...parts, secret: null }, 1577262236757)).toBe(
    'https://oapi.dingtalk.com/robot/send?access_token=abc',
  );
});

// printf '1773190805.{"a":1}' | openssl dgst -sha256 -hmac whsec
test('webhook: time and body are signed', () => {
  expect(webhookSignature('whsec', '{"a":1}', 1773190805_999)).toBe(
    't=1773190805,v1=2d5de347f7cf058145e984f4c003981019f5b3ed6fa838ab5a70194f4a46b291',
  );
});

test('the check in the how-to takes our signature, and no other body, secret or time', async () => {
  const text = readFileSync(join(packageRoot(), 'docs/how-to/add-a-channel.md'), 'utf8');
  const code = /```js\n(.*?)```/s.exec(text)![1]!;
  const { isFromShixian } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const body = '{"办件":1}';
  const header = webhookSignature('whsec', body, 1773190805_000);
  expect(isFromShixian(body, header, 'whsec', 1773190900)).toBe(true);
  expect(isFromShixian(Buffer.from(body), header, 'whsec', 1773190900)).toBe(true);
  expect(isFromShixian('{"办件":2}', header, 'whsec', 1773190900)).toBe(false);
  expect(isFromShixian(body, header, 'other', 1773190900)).toBe(false);
  expect(isFromShixian(body, header, 'whsec', 1773190805 + 301)).toBe(false);
  expect(isFromShixian(body, undefined, 'whsec', 1773190900)).toBe(false);
});
