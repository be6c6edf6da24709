// Cards in a real browser: listed, narrowed, answered by keys alone; what is refused is explained, and nothing is done twice.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CardDetail, CardPage } from '../../schemas/card-answers.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { cardOf, wholeBoard } from '../support/board-cards.ts';
import { cardIdOf } from '../support/card-events.ts';
import { type CardServer, serveCards, TOLD_CASE } from '../support/card-server.ts';
import { noBrowser, type OpenPage, openBrowser, openPage } from '../support/page.ts';
import { soon } from '../support/soon.ts';

if (noBrowser) console.warn(`The tests of the pages of cards are skipped: ${noBrowser}.`);

/** Red cards besides the few of each kind. */
const MORE = 60;
const OPEN = MORE + 6;

let browser: Browser;
let server: CardServer;
let opened: OpenPage[] = [];

const open = async (path: string, options?: Parameters<typeof openPage>[2]): Promise<Page> => {
  const one = await openPage(browser, server.address + path, options);
  opened.push(one);
  return one.page;
};
/** What the browser said of answers that are no 200, which this test asked for. */
const expectComplaints = async (like: RegExp) => {
  await soon(() => opened.flatMap(({ complaints }) => complaints).length).toBeGreaterThan(0);
  const said = opened.flatMap(({ complaints }) => complaints.splice(0));
  expect(said.filter((text) => !like.test(text))).toEqual([]);
};
const cardPath = (name: string) => `/cards/${cardIdOf(name)}?lang=en`;
const read = async <T>(path: string): Promise<T> => (await (await fetch(server.address + path)).json()) as T;
const kindsOf = async (name: string): Promise<string[]> =>
  (await read<CardDetail>(`/v1/cards/${cardIdOf(name)}`)).events.map(({ kind }) => kind);
const act = (name: string, step: string, body: unknown) =>
  fetch(`${server.address}/v1/cards/${cardIdOf(name)}/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const rowsOf = (page: Page) => page.locator('.cards-table tbody tr');
const formOf = (page: Page, name: string) => page.getByRole('form', { name, exact: true });
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.name || document.activeElement.textContent.trim()');

async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    if (wanted.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${wanted}`);
}

describe.skipIf(noBrowser !== null)('the pages of cards', () => {
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serveCards({ webDir: join(packageRoot(), 'dist/web'), more: MORE }),
      openBrowser(),
    ]);
  });
  afterEach(async () => {
    const complaints = opened.flatMap((one) => one.complaints);
    await Promise.all(opened.map(({ page }) => page.context().close()));
    opened = [];
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('the list has the open cards, counts the others, and pages through them', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Cards', exact: true }).click();
    await page.waitForURL(/\/cards\?lang=en$/);
    await rowsOf(page).first().waitFor();
    expect(await page.title()).toContain('Cards');
    expect(await rowsOf(page).count()).toBe(50);
    const counts = page.getByRole('navigation', { name: 'Cards by state' });
    expect((await counts.getByRole('link').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual(
      [
        `${OPEN} Open`,
        `${OPEN} Raised`,
        '0 Acknowledged',
        '0 Replied',
        '0 Closed',
        '0 Upheld',
        '1 Withdrawn',
        `${OPEN + 1} All`,
      ],
    );
    await page.getByRole('link', { name: 'Older cards' }).click();
    await page.waitForURL(/cursor=/);
    await page.waitForFunction(`document.querySelectorAll('.cards-table tbody tr').length === ${OPEN - 50}`);
    await page.reload();
    await page.waitForFunction(`document.querySelectorAll('.cards-table tbody tr').length === ${OPEN - 50}`);
    await page.goBack();
    await page.waitForFunction("document.querySelectorAll('.cards-table tbody tr').length === 50");
    await counts.getByRole('link', { name: 'Withdrawn' }).click();
    await page.waitForURL(/state=withdrawn/);
    await page.waitForFunction("document.querySelectorAll('.cards-table tbody tr').length === 1");
    expect(await rowsOf(page).textContent()).toContain('W-2026-0100');
  });

  test('the list is narrowed by choice, and the address keeps it', async () => {
    const page = await open('/cards?lang=en');
    await page.getByLabel('Rung').selectOption('Escalation');
    await page.waitForURL(/rung=escalation/);
    await page.waitForFunction("document.querySelectorAll('.cards-table tbody tr').length === 1");
    expect(await rowsOf(page).textContent()).toContain('3 working days late');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('Unit in charge').fill('吉安市水务局');
    await page.keyboard.press('Enter');
    await page.waitForURL(/department=/);
    await page.waitForFunction("document.querySelectorAll('.cards-table tbody tr').length === 1");
    expect(await rowsOf(page).textContent()).toMatch(/W-2026-0111[\s\S]*overdue/);
    await page.reload();
    await page.waitForFunction("document.querySelectorAll('.cards-table tbody tr').length === 1");
    expect(await page.getByLabel('Unit in charge').inputValue()).toBe('吉安市水务局');
    await page.goto(`${server.address}/cards?lang=en&rung=warning&system=gas`);
    await page.getByText('No card matches.').waitFor();
  });

  test('a rung is told by its word and a shape, and the yellow card can be read', async () => {
    const page = await open('/cards?lang=zh&state=all', { colorScheme: 'dark' });
    await rowsOf(page).first().waitFor();
    for (const word of ['预警', '黄牌', '红牌', '升级']) {
      const badge = page.locator('.cards-table .rung', { hasText: word }).first();
      expect(await badge.locator('svg path').count(), word).toBe(1);
    }
    const shapes = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('.cards-table .rung path')].map((path) => path.getAttribute('d')))]`,
    );
    expect(shapes).toHaveLength(4);
  });

  test('by keys alone: from the list to a card, acknowledge it, reply to it', async () => {
    const page = await open('/cards?lang=en');
    await rowsOf(page).first().waitFor();
    await tabTo(page, /^Red card Case W-2026-0117$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(cardIdOf('red')));
    await formOf(page, 'Acknowledge').waitFor();
    await soon(() => page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
    expect(await page.locator('main').textContent()).toContain('is to reply by 2026-03-13 17:30 (+08:00)');
    const before = server.deeds();
    await tabTo(page, /^by$/);
    await page.keyboard.type('李明');
    await tabTo(page, /^Acknowledge$/);
    await page.keyboard.press('Enter');
    await page.getByText('The card is acknowledged.').waitFor();
    await soon(() => focused(page)).toBe('The card is acknowledged.');
    await formOf(page, 'Reply').waitFor();
    await tabTo(page, /^reason$/);
    await page.keyboard.type('管沟开挖遇地下障碍');
    await tabTo(page, /^expectedFinish$/);
    await page.keyboard.type('12122026');
    await tabTo(page, /^Reply$/);
    await page.keyboard.press('Enter');
    await page.getByText('The reply is stored.').waitFor();
    expect(server.deeds() - before).toBe(2);
    expect(await read<CardDetail>(`/v1/cards/${cardIdOf('red')}`)).toMatchObject({
      state: 'replied',
      acknowledgement: { by: '李明', note: '' },
      reply: { by: '李明', reason: '管沟开挖遇地下障碍', expectedFinish: '2026-12-12' },
    });
    const history = page.getByRole('table', { name: /Everything that happened/ });
    expect((await history.getByRole('rowheader').allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(
      ['Raised', 'Acknowledged', 'Replied'],
    );
    expect(await page.getByRole('button', { name: 'Acknowledge', exact: true }).count()).toBe(0);
    await page.goto(server.address + cardPath('late'));
    expect(await page.getByLabel('Your name').inputValue(), 'the name is remembered').toBe('李明');
  });

  test('what is missing is said at its field, before anything is sent', async () => {
    const page = await open(cardPath('more 1'));
    await page.getByRole('button', { name: 'Uphold', exact: true }).click();
    await formOf(page, 'Uphold').getByRole('button', { name: 'Uphold', exact: true }).click();
    const by = page.getByLabel('Your name');
    expect(await by.getAttribute('aria-invalid')).toBe('true');
    await soon(() => focused(page)).toBe('by');
    const note = page.getByLabel('Note');
    const error = await note.getAttribute('aria-describedby');
    expect(await page.locator(`#${error}`).textContent()).toBe('Say on what ground.');
    expect(await kindsOf('more 1')).toEqual(['raised']);
  });

  test('what the program refuses stands at its field too', async () => {
    const page = await open(cardPath('more 2'));
    const problems = [{ code: 'bad-question', message: 'note: expected less', field: 'note' }];
    await page.route('**/acknowledge', (route) => route.fulfill({ status: 400, json: { problems } }));
    await page.getByLabel('Your name').fill('li');
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).last().click();
    await page.getByText('note: expected less').waitFor();
    const note = page.getByLabel('Note');
    expect(await note.getAttribute('aria-invalid')).toBe('true');
    await soon(() => focused(page)).toBe('note');
    await expectComplaints(/400/);
  });

  test('a step that came too late is explained, the card is read again, and what was written is not lost', async () => {
    const page = await open(cardPath('more 3'));
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByLabel('Your name').fill('li');
    await page.getByLabel('Reason').fill('a long story');
    // A page that nobody sees reads nothing by itself.
    await page.evaluate('Object.defineProperty(document, "visibilityState", { value: "hidden" })');
    expect((await act('more 3', 'close', { by: 'wang', note: 'water is on' })).status).toBe(200);
    await formOf(page, 'Reply').getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByText(/Not done: meanwhile the card is closed/).waitFor();
    await page.getByText('nothing more can be done').waitFor();
    expect(await page.locator('.stranded blockquote').textContent()).toBe('a long story');
    expect(await page.getByRole('form').count()).toBe(0);
    expect(await page.locator('.course').textContent()).toContain('water is on');
    expect(await kindsOf('more 3')).toEqual(['raised', 'closed']);
    await expectComplaints(/409/);
  });

  test('an answer that is lost on its way is asked for again, and the step is done once', async () => {
    const page = await open(cardPath('more 4'));
    const keys: (string | undefined)[] = [];
    await page.route('**/reply', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByLabel('Your name').fill('li');
    await page.getByLabel('Reason').fill('rain');
    const send = formOf(page, 'Reply').getByRole('button', { name: 'Reply', exact: true });
    await send.click();
    await page.getByText('Sending it again does it once at most').waitFor();
    await send.click();
    await page.getByText('The reply is stored.').waitFor();
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(await kindsOf('more 4')).toEqual(['raised', 'replied']);
    await expectComplaints(/ERR_CONNECTION_RESET/);
  });

  test('the page of a case has its cards, which lead to them', async () => {
    const page = await open(`/case/${TOLD_CASE}?lang=en`);
    const table = page.getByRole('table', { name: 'Cards of this case' });
    await table.waitFor();
    expect(await table.locator('tbody tr').count()).toBe(2);
    await table.getByRole('link', { name: /Yellow card/ }).click();
    await page.waitForURL(new RegExp(cardIdOf('late')));
    await page.getByText('raised late').first().waitFor();
    await page.getByRole('link', { name: TOLD_CASE }).click();
    await page.waitForURL(/\/case\/case-1\?system=permit/);
  });

  test('the board of a case has its cards and no others, which lead to their pages', async () => {
    const range = 'from=2026-03-01&to=2026-04-01';
    const page = await open(`/d/shixian-case-en?var-case=${TOLD_CASE}&${range}`);
    await wholeBoard(page);
    const cards = cardOf(page, 'Cards');
    expect((await cards.getByRole('rowheader').allTextContents()).map((text) => text.trim())).toEqual([
      'warning',
      'yellow card',
    ]);
    await cards.getByRole('link', { name: 'yellow card' }).click();
    await page.waitForURL(new RegExp(`/cards/${cardIdOf('late')}`));
    await page.goto(`${server.address}/d/shixian-case-en?var-case=nobody&${range}`);
    await wholeBoard(page);
    await cardOf(page, 'Cards').getByText('No card was raised for this case').waitFor();
  });

  test('a withdrawn card says what withdrew it', async () => {
    const page = await open(cardPath('gone'));
    const text = await page.locator('main').textContent();
    expect(text).toContain('An event told later took its ground away.');
    expect(text).toContain('water.on, event evt-778');
    expect(await page.getByRole('form').count()).toBe(0);
  });

  test('a card that is not there says so', async () => {
    for (const id of [cardIdOf('never raised'), 'nonsense']) {
      const page = await open(`/cards/${id}?lang=en`);
      await page.getByText('There is no such card').waitFor();
    }
    await expectComplaints(/40[04]/);
  });

  test('on a narrow screen nothing runs out of it, in either language', async () => {
    for (const path of ['/cards?state=all', `/cards/${cardIdOf('overdue')}`, `/case/${TOLD_CASE}`])
      for (const locale of ['zh-CN', 'en-GB']) {
        const page = await open(path, { locale, viewport: { width: 375, height: 800 } });
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width, `${path} ${locale}`).toBeLessThanOrEqual(375);
      }
  });

  test('printed, a card shows what it says and its history, and no form', async () => {
    const page = await open(cardPath('overdue'));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.step-panel').isVisible()).toBe(false);
    expect(await page.locator('.cards-summary').isVisible()).toBe(true);
    expect(await page.locator('.cards-history').isVisible()).toBe(true);
  });

  test('the API is described with its cards', async () => {
    const { paths } = await read<{ paths: Record<string, Record<string, { requestBody?: unknown }>> }>(
      '/docs/json',
    );
    expect(Object.keys(paths).filter((path) => path.startsWith('/v1/cards'))).toEqual([
      '/v1/cards',
      '/v1/cards/{id}',
      ...['acknowledge', 'reply', 'close', 'uphold'].map((step) => `/v1/cards/{id}/${step}`),
    ]);
    expect(JSON.stringify(paths['/v1/cards/{id}/reply']!['post']!.requestBody)).toContain('expectedFinish');
    const page = await read<CardPage>('/v1/cards?limit=1');
    expect(page.cards[0]!.url).toBe(`/cards/${page.cards[0]!.cardId}`);
  });
});
