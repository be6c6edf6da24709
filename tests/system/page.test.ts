// The page in a real browser over the real program: the sample's numbers, a case, both languages, keys alone.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaseExplanation } from '../../schemas/clock.ts';
import type { CasePage, Status } from '../../schemas/indicator.ts';
import { boardSettled, cardOf, figuresOf, wholeBoard } from '../support/board-cards.ts';
import { noBrowser, type OpenPage, openBrowser, openPage } from '../support/page.ts';
import { endServers, type Server, startServer } from '../support/shixian-process.ts';
import { simulationStored } from '../support/simulation-stored.ts';
import { soon } from '../support/soon.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

if (noBrowser) console.warn(`The tests of the page are skipped: ${noBrowser}.`);

let folder: TempFolder;
let browser: Browser;
let server: Server;
let opened: OpenPage[];

const open = async (path: string, options?: Parameters<typeof openPage>[2]): Promise<Page> => {
  const one = await openPage(browser, server.address + path, options);
  opened.push(one);
  return one.page;
};
const textOf = async (page: Page, selector: string): Promise<string> => {
  await page.waitForSelector(selector);
  return (await page.locator(selector).allInnerTexts())[0]!.replace(/\s+/g, ' ');
};
/** The board of permits over all of the sample, and nothing else. */
const sample = '/d/shixian-permit-en?var-jurisdiction=nl/anonymous&from=2010-01-01&to=2012-12-31';
const addressOf = (page: Page) => new URL(page.url());
const languageOf = (page: Page) => page.evaluate<string>('document.documentElement.lang');
const brightnessOf = async (page: Page): Promise<number> => {
  const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  return Math.max(...color.match(/\d+/g)!.slice(0, 3).map(Number));
};

const casesOf = ({ systems }: Status, name: string): number =>
  systems.find(({ system }) => system === name)!.cases;

const read = async <T>(path: string): Promise<T> => (await (await fetch(server.address + path)).json()) as T;

/** An ended case whose principal clock ran through several stages or links. */
async function caseWithParts(system: string): Promise<string> {
  const { cases } = await read<CasePage>(`/v1/cases?system=${system}&state=ended&limit=50`);
  for (const { caseId } of cases) {
    const { clocks } = await read<CaseExplanation>(`/v1/cases/${caseId}?system=${system}`);
    if ((clocks[0]?.parts.length ?? 0) > 1 && clocks[0]!.method !== 'count') return caseId;
  }
  throw new Error(`no ended case of ${system} has parts`);
}

describe.skipIf(noBrowser !== null)('the page', () => {
  beforeAll(async () => {
    folder = await tempFolder();
    [server, browser] = await Promise.all([startServer(join(folder.path, 'data'), []), openBrowser()]);
    opened = [];
  });
  afterEach(async () => {
    const complaints = opened.flatMap((one) => one.complaints);
    await Promise.all(opened.map(({ page }) => page.context().close()));
    opened = [];
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await endServers();
    await folder.remove();
  });

  test('the board of permits shows the numbers of the sample', async () => {
    const page = await open(sample);
    expect(await figuresOf(page, 'On-time share')).toEqual({ '': '71.6%' });
    expect(await figuresOf(page, 'Ended in the period')).toEqual({
      Ended: '1,329',
      'On time': '950',
      Late: '377',
      'Cannot be judged': '2',
    });
    expect(await figuresOf(page, 'Open')).toMatchObject({ Open: '105' });
    expect(await textOf(page, '.time-picker')).toBe('2010-01-01 to 2012-12-31');
    expect(await page.locator('.simulated').count()).toBe(0);
  });

  test('asked as of now, all 105 open cases are overdue', async () => {
    const page = await open('/d/shixian-permit-en?var-jurisdiction=nl/anonymous');
    expect(await figuresOf(page, 'Open')).toMatchObject({ Open: '105', Overdue: '105' });
    expect(await textOf(page, '.board-note')).toContain('lies before this time range');
    await page.getByRole('link', { name: 'Show 2010-01-01 to 2012-12-31' }).click();
    await page.waitForURL(/from=2009-12-31T16/);
    expect(await figuresOf(page, 'Ended in the period')).toMatchObject({ Ended: '1,329' });
    await page.goBack();
    expect(await figuresOf(page, 'Ended in the period')).toMatchObject({ Ended: '0' });
  });

  test('the first page is the overview of all systems', async () => {
    const page = await open('/');
    await soon(() => textOf(page, 'h1')).toBe('Overview');
    await wholeBoard(page);
    const [row] = await cardOf(page, 'By system')
      .getByRole('row', { name: /^permits/ })
      .allInnerTexts();
    expect(row!.split(/\s+/).slice(0, 2)).toEqual(['permits', '105']);
  });

  test('a choice narrows the board, and the address keeps it', async () => {
    const page = await open(sample);
    await page.getByRole('button', { name: 'Department: All' }).click();
    await page.getByRole('checkbox', { name: 'Customer contact' }).check();
    expect(await page.getByRole('checkbox', { name: 'All', exact: true }).isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/var-department=Customer/);
    const narrowed = await figuresOf(page, 'Ended in the period');
    expect(Number(narrowed['Ended'])).toBeGreaterThan(0);
    expect(Number(narrowed['Ended'])).toBeLessThan(1329);
    await page.reload();
    expect(await figuresOf(page, 'Ended in the period')).toEqual(narrowed);
    await page.getByRole('button', { name: 'Department: Customer contact' }).click();
    await page.getByRole('checkbox', { name: 'General' }).check();
    await page.keyboard.press('Escape');
    expect(addressOf(page).searchParams.getAll('var-department')).toEqual(['Customer contact']);
  });

  test('a usual time range and chosen days are written as Grafana writes them', async () => {
    const page = await open('/d/shixian-trends-en');
    await page.getByRole('button', { name: 'Time range: Last 90 days' }).click();
    await page.getByRole('button', { name: 'Last month' }).click();
    await page.waitForURL(/from=now-1M%2FM&to=now-1M%2FM/);
    await page.getByRole('button', { name: 'Time range: Last month' }).click();
    await page.getByLabel('From', { exact: true }).fill('2011-02-01');
    await page.getByLabel('To', { exact: true }).fill('2011-01-01');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('must not be before').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2011-02-28');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/from=2011-01-31T16%3A00%3A00.000Z&to=2011-02-28T15%3A59%3A59.999Z/);
    expect(await textOf(page, '.time-picker')).toBe('2011-02-01 to 2011-02-28');
    await page.getByLabel('Refresh every').selectOption('5m');
    await page.waitForURL(/refresh=5m/);
  });

  test('boards lead to each other with the time and what is chosen, back included', async () => {
    const page = await open('/d/shixian-overview-en?var-system=water&from=now-30d&to=now');
    await page.getByRole('navigation', { name: 'Boards' }).getByRole('link', { name: 'Worklist' }).click();
    await page.waitForURL(/shixian-worklist-en/);
    expect(addressOf(page).search).toBe('?var-system=water&from=now-30d&to=now');
    await soon(() => textOf(page, 'h1')).toBe('Worklist');
    await soon(() => page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
    await page.goBack();
    await page.waitForURL(/shixian-overview-en/);
    await soon(() => textOf(page, 'h1')).toBe('Overview');
  });

  test('a case of a board leads to its own board and its page, and back', async () => {
    const page = await open(sample);
    await wholeBoard(page);
    await cardOf(page, /most urgent/)
      .getByRole('link', { name: /^case-/ })
      .first()
      .click();
    await page.waitForURL(/\/d\/shixian-case-en\?/);
    const caseId = addressOf(page).searchParams.get('var-case')!;
    await wholeBoard(page);
    await cardOf(page, 'The case').getByRole('link', { name: caseId }).click();
    await page.waitForSelector('#timeline-heading');
    expect(addressOf(page).pathname).toBe(`/case/${caseId}`);
    await soon(() => textOf(page, 'h1')).toContain(caseId);
    expect(await textOf(page, 'header.top + *'), 'the end of the range goes along').toContain('2012-12-31');
    await page.getByRole('link', { name: /Back to the board/ }).click();
    await page.waitForURL(/\/d\/shixian-case-en\?/);
    expect(addressOf(page).searchParams.get('var-case')).toBe(caseId);
  });

  test('a case has its verdict, its timeline and its spans as a table', async () => {
    const page = await open('/case/case-10011');
    await page.waitForSelector('#timeline-heading');
    expect(await page.locator('.timeline svg').count()).toBeGreaterThan(0);
    expect(await page.locator('table.spans').count()).toBe(1);
    expect(await page.locator('table.spans tbody tr').count()).toBeGreaterThan(1);
    expect(await textOf(page, 'main')).toContain('case:deadline');
    expect(await textOf(page, 'main')).toContain('Confirmation of receipt');
  });

  test('simulated cases are said to be so, and a jurisdiction narrows the board', async () => {
    const cases = casesOf(await simulationStored(server.address), 'water');
    const page = await open('/d/shixian-water-en?from=2020-01-01&to=now');
    expect(await textOf(page, '.simulated')).toContain(`Simulated data: all ${cases} cases here are made up`);
    const everywhere = await figuresOf(page, 'Ended in the period');
    await page.getByRole('button', { name: 'Jurisdiction: All' }).click();
    await page.getByRole('checkbox', { name: 'cn / hubei / ezhou', exact: true }).check();
    await page.keyboard.press('Enter');
    await page.waitForURL(/var-jurisdiction=cn%2Fhubei%2Fezhou/);
    const narrowed = await figuresOf(page, 'Ended in the period');
    expect(Number(narrowed['Ended'])).toBeGreaterThan(0);
    expect(Number(narrowed['Ended'])).toBeLessThan(Number(everywhere['Ended']));
    const { systems } = await read<Status>('/v1/status');
    const places = systems.find(({ system }) => system === 'water')!.places;
    const within = places.filter(({ jurisdiction }) => jurisdiction.startsWith('cn/hubei/ezhou'));
    const held = within.reduce((sum, place) => sum + place.cases, 0);
    expect(await textOf(page, '.simulated')).toContain(`all ${held} cases`);
  });

  test('of mixed cases the real ones are one step away', async () => {
    await simulationStored(server.address);
    const page = await open('/');
    await page.getByRole('link', { name: 'Show real cases only' }).click();
    await page.waitForURL(/var-jurisdiction=nl%2Fanonymous/);
    expect(await figuresOf(page, 'On-time share')).toEqual({ '': '71.6%' });
    expect(await page.locator('.simulated').count()).toBe(0);
  });

  test('the catalogue lists every target, filters them, and shows how measured ones were kept', async () => {
    await simulationStored(server.address);
    const page = await open('/targets');
    const targets = await read<{ measured?: object }[]>('/v1/targets');
    const rows = page.locator('.targets-table tr[id]');
    expect(await rows.count()).toBe(targets.length);
    await page.locator('.coverage-all td').nth(3).getByRole('link').click();
    await page.waitForURL(/state=measured/);
    expect(await rows.count()).toBe(targets.filter(({ measured }) => measured).length);
    await page.getByLabel('Search targets').fill('receipt-sample-case-deadline');
    await page.waitForURL(/search=receipt/);
    expect(await rows.count()).toBe(1);
    await page.getByText('85.1% of cases kept it').waitFor();
    expect(await textOf(page, '.target-actual')).toContain('not kept 2010 85.1% of cases kept it · n 114');
    await page.getByRole('link', { name: 'cases', exact: true }).click();
    await page.waitForURL(/var-jurisdiction=nl%2Fanonymous/);
    expect(await figuresOf(page, 'Ended in the period')).toMatchObject({ Ended: '1,329' });
  });

  test('a clock says where its time went', async () => {
    await simulationStored(server.address);
    const caseId = await caseWithParts('power');
    const page = await open(`/case/${caseId}?system=power`);
    expect(await textOf(page, '.simulated')).toContain('this case is made up');
    const shares = (await page.locator('.parts .part-percent').allInnerTexts()).map(Number.parseFloat);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  });

  test('a case that is not there says so', async () => {
    const page = await open('/case/nowhere%2Fat%20all');
    expect(await textOf(page, 'main')).toContain('nowhere/at all');
    expect(opened[0]!.complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
  });

  test('in Chinese for a Chinese browser, and by choice with variables and time kept', async () => {
    const page = await open('/', { locale: 'zh-CN' });
    await soon(() => textOf(page, 'h1')).toBe('总览');
    expect(await languageOf(page)).toMatch(/^zh/);
    await page.goto(`${server.address}/d/shixian-worklist?var-system=water&from=now-30d&to=now`);
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.waitForURL(/shixian-worklist-en\?var-system=water&from=now-30d&to=now/);
    await soon(() => textOf(page, 'h1')).toBe('Worklist');
    expect(await languageOf(page)).toBe('en');
    await page.goto(`${server.address}/`);
    await soon(() => textOf(page, 'h1')).toBe('Overview');
  });

  test('dark by choice and by system', async () => {
    const page = await open('/');
    await soon(() => brightnessOf(page)).toBeGreaterThan(200);
    await page.getByRole('button', { name: 'Dark' }).click();
    await soon(() => brightnessOf(page)).toBeLessThan(60);
    expect(await brightnessOf(await open('/', { colorScheme: 'dark' }))).toBeLessThan(60);
  });

  test('by keys alone: tab to the first case, enter, and back', async () => {
    const page = await open('/');
    await wholeBoard(page);
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    for (let i = 0; i < 120 && !/^case-\d+/.test(await focused()); i += 1) await page.keyboard.press('Tab');
    const caseId = await focused();
    expect(caseId).toMatch(/^case-\d+$/);
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline, 'the focus cannot be seen').not.toBe('none');
    await page.keyboard.press('Enter');
    await page.waitForURL(/shixian-case/);
    expect(addressOf(page).searchParams.get('var-case')).toBe(caseId);
    await page.goBack();
    await soon(() => textOf(page, 'h1')).toBe('Overview');
  });

  test('by keys alone: choices are opened, searched, ticked and applied', async () => {
    const page = await open('/d/shixian-worklist-en');
    await page.getByRole('button', { name: 'Jurisdiction: All' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('searchbox', { name: 'Search Jurisdiction' }).waitFor();
    await page.keyboard.type('anony');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(/var-jurisdiction=nl%2Fanonymous/);
    await soon(() => page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(
      /^Jurisdiction:/,
    );
  });

  test('a panel says what it means, and Escape puts that away', async () => {
    const page = await open('/');
    const button = page.getByRole('button', { name: 'About: On-time share' });
    await button.focus();
    const tip = page.getByRole('tooltip').filter({ hasText: 'Ended on time ÷' });
    expect(await tip.evaluate((element) => element.classList.contains('hidden'))).toBe(false);
    await page.keyboard.press('Escape');
    await page.waitForFunction("document.querySelector('.tip:not(.hidden)') === null");
  });

  test('panels out of sight wait until they come near, and printing brings them all', async () => {
    const asked: number[] = [];
    const one = await openPage(browser, 'about:blank', { viewport: { width: 1440, height: 400 } });
    opened.push(one);
    one.page.on('request', (request) => {
      if (request.url().endsWith('/query')) asked.push(request.postDataJSON().panelId);
    });
    await one.page.goto(`${server.address}/d/shixian-overview-en`);
    await boardSettled(one.page);
    const before = new Set(asked);
    const cards = await one.page.locator('.card:not(.card-text)').count();
    expect(before.size).toBeGreaterThan(0);
    expect(before.size).toBeLessThan(cards);
    await one.page.evaluate(
      'window.print = () => { window.printed = document.querySelectorAll(".card-waiting, .card-body:empty").length }',
    );
    await one.page.keyboard.press('Control+p');
    await one.page.waitForFunction('window.printed !== undefined');
    expect(await one.page.evaluate('window.printed')).toBe(0);
    expect(new Set(asked).size).toBe(cards);
  });

  test('a board refreshes by itself, but not while nobody sees it', async () => {
    const one = await openPage(browser, 'about:blank');
    opened.push(one);
    const { page } = one;
    await page.clock.install();
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/query')) asked += 1;
    });
    await page.goto(`${server.address}/d/shixian-pipeline-en`);
    await page.clock.runFor(2000);
    await boardSettled(page);
    const first = asked;
    await page.evaluate(
      'Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true })',
    );
    await page.clock.runFor(180_000);
    expect(asked).toBe(first);
    await page.evaluate(
      'Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true })',
    );
    const again = page.waitForRequest((request) => request.url().endsWith('/query'));
    await page.clock.runFor(2000);
    await again;
    expect(asked).toBeGreaterThan(first);
  });

  test('a board that is not there says so', async () => {
    const page = await open('/d/shixian-nowhere');
    expect(await textOf(page, 'main')).toContain('没有这个看板');
    expect(opened[0]!.complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
  });

  test('on a narrow screen nothing runs out of it', async () => {
    for (const path of ['/', sample, '/d/shixian-worklist', '/case/case-10011', '/targets']) {
      const page = await open(path, { viewport: { width: 375, height: 800 } });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, path).toBeLessThanOrEqual(375);
    }
  });

  test('an empty store says what to do next', async () => {
    const empty = await startServer(join(folder.path, 'empty'));
    const one = await openPage(browser, empty.address);
    opened.push(one);
    const text = await textOf(one.page, 'main');
    expect(text).toContain('npx shixian import');
    expect(text).toContain('/docs');
  });

  test('a server that is gone is said, beside the numbers of before', async () => {
    const other = await startServer(join(folder.path, 'other'), []);
    const one = await openPage(browser, other.address + sample);
    opened.push(one);
    expect(await figuresOf(one.page, 'Ended in the period')).toMatchObject({ Ended: '1,329' });
    await other.stop('SIGKILL');
    await one.page.getByRole('button', { name: 'Refresh now' }).click();
    await one.page.locator('.card-failed').first().waitFor({ timeout: 30_000 });
    expect(await textOf(one.page, '.card-failed')).toMatch(/The last refresh failed/);
    expect(await figuresOf(one.page, 'Ended in the period')).toMatchObject({ Ended: '1,329' });
    one.complaints.length = 0;
  });
});
