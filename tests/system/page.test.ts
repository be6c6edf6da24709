// The page in a real browser over the real program: the sample's numbers, a case, both languages, keys alone.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaseExplanation } from '../../schemas/clock.ts';
import type { CasePage, Status } from '../../schemas/indicator.ts';
import { noBrowser, type OpenPage, openBrowser, openPage } from '../support/page.ts';
import { endServers, type Server, startServer } from '../support/shixian-process.ts';
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
const tileOf = async (page: Page, name: string) => {
  const tile = page.locator('.tile', { has: page.getByText(name, { exact: true }) });
  return tile.locator('.tile-value').first().innerText();
};
const listed = (page: Page) => page.locator('table.cases tbody tr');
const languageOf = (page: Page) => page.evaluate<string>('document.documentElement.lang');
const brightnessOf = async (page: Page): Promise<number> => {
  const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  return Math.max(...color.match(/\d+/g)!.slice(0, 3).map(Number));
};

/** Cases of a system, once the simulation that follows a first start is whole. */
async function simulatedCases(system: string): Promise<number> {
  for (let before = 0; ; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    const status = await read<Status>('/v1/status');
    const { cases } = status.systems.find((each) => each.system === system)!;
    if (cases > 0 && status.events === before) return cases;
    before = status.events;
  }
}

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

  test('the first page shows the numbers of the sample', async () => {
    const page = await open('/');
    expect(await textOf(page, '.share-value')).toBe('71.6%');
    expect(await tileOf(page, 'Cases')).toBe('1,434');
    expect(await tileOf(page, 'Ended')).toBe('1,329');
    expect(await tileOf(page, 'Ended late')).toBe('377');
    expect(await tileOf(page, 'Open')).toBe('105');
    expect(await textOf(page, '.headline')).toContain('of 1,327 ended cases that can be judged');
    expect(await textOf(page, 'table.groups tbody tr')).toMatch(/^General Internet 1,211 1,109 72\.2%/);
    expect(await textOf(page, 'header.top + *')).toContain('2012-01-23');
  });

  test('asked as of now, all 105 open cases are overdue', async () => {
    const page = await open('/?asOf=now');
    expect(await tileOf(page, 'Overdue')).toBe('105');
    await listed(page).first().waitFor();
    expect(await listed(page).count()).toBe(50);
    expect(await textOf(page, '.worklist .panel-count')).toContain('105');
  });

  test('a group filters the list, and the address keeps it', async () => {
    const page = await open('/?state=late');
    await page.getByRole('button', { name: /General, Desk/ }).click();
    await page.waitForFunction('document.querySelectorAll("table.cases tbody tr").length === 38');
    expect(await textOf(page, '.worklist .panel-count')).toContain('38');
    expect(await textOf(page, '.chips')).toContain('Desk');
    expect(new URL(page.url()).searchParams.get('channel')).toBe('Desk');
    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await listed(page).count()).toBe(38);
  });

  test('a case has its verdict, its timeline and its spans as a table', async () => {
    const page = await open('/?state=all&search=case-10011');
    await listed(page).getByRole('link', { name: 'case-10011' }).click();
    await page.waitForSelector('#timeline-heading');
    expect(new URL(page.url()).pathname).toBe('/case/case-10011');
    expect(await page.locator('.timeline svg').count()).toBeGreaterThan(0);
    expect(await page.locator('table.spans').count()).toBe(1);
    expect(await page.locator('table.spans tbody tr').count()).toBeGreaterThan(1);
    expect(await textOf(page, 'main')).toContain('case:deadline');
    expect(await textOf(page, 'main')).toContain('Confirmation of receipt');
    await page.goBack();
    await page.waitForSelector('table.cases');
    expect(new URL(page.url()).searchParams.get('search')).toBe('case-10011');
  });

  test('simulated cases are said to be so, and a place narrows the page by its address', async () => {
    const cases = await simulatedCases('water');
    const page = await open('/?system=water');
    expect(await textOf(page, '.simulated')).toContain('Simulated data');
    const everywhere = Number((await tileOf(page, 'Cases'))!.replace(',', ''));
    expect(everywhere).toBe(cases);
    await page.getByLabel('Place').selectOption('cn/hubei/ezhou');
    await page.waitForURL(/within=cn%2Fhubei%2Fezhou/);
    await page.reload();
    await page.waitForLoadState('networkidle');
    const narrowed = Number((await tileOf(page, 'Cases'))!.replace(',', ''));
    expect(narrowed).toBeGreaterThan(0);
    expect(narrowed).toBeLessThan(everywhere);
    expect(await textOf(page, '.simulated')).toContain(`all ${narrowed} cases`);
    await page.getByLabel('System').selectOption('permit');
    await page.waitForURL(/system=permit/);
    await page.getByText('1,434', { exact: true }).first().waitFor();
    expect(await page.locator('.simulated').count()).toBe(0);
  });

  test('the catalogue lists every target, filters them, and shows how measured ones were kept', async () => {
    await simulatedCases('water');
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
    await page.waitForURL(/within=nl%2Fanonymous/);
    await page.waitForSelector('.tile-value');
    expect(await tileOf(page, 'Cases')).toBe('1,434');
  });

  test('a clock says where its time went', async () => {
    await simulatedCases('power');
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

  test('in Chinese for a Chinese browser, and by choice', async () => {
    const page = await open('/', { locale: 'zh-CN' });
    expect(await textOf(page, '.share-name')).toBe('按时办结率');
    expect(await languageOf(page)).toMatch(/^zh/);
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    expect(await textOf(page, '.share-name')).toBe('On-time share');
    expect(await languageOf(page)).toBe('en');
    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await textOf(page, '.share-name')).toBe('On-time share');
  });

  test('dark by choice and by system', async () => {
    const page = await open('/');
    expect(await brightnessOf(page)).toBeGreaterThan(200);
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await brightnessOf(page)).toBeLessThan(60);
    expect(await brightnessOf(await open('/', { colorScheme: 'dark' }))).toBeLessThan(60);
  });

  test('by keys alone: tab to the first case, enter, and back', async () => {
    const page = await open('/');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    for (let i = 0; i < 80 && !/^case-\d+/.test(await focused()); i += 1) await page.keyboard.press('Tab');
    const caseId = await focused();
    expect(caseId).toMatch(/^case-\d+$/);
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline, 'the focus cannot be seen').not.toBe('none');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#timeline-heading');
    expect(await textOf(page, 'h1')).toContain(caseId);
  });

  test('on a narrow screen nothing runs out of it', async () => {
    for (const path of ['/', '/case/case-10011', '/targets']) {
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
    const one = await openPage(browser, other.address);
    opened.push(one);
    await other.stop('SIGKILL');
    await one.page.getByRole('button', { name: /refresh/i }).click();
    await one.page
      .getByText(/not reach|no answer|failed|could not/i)
      .first()
      .waitFor({ timeout: 5000 });
    expect(await tileOf(one.page, 'Cases')).toBe('1,434');
    one.complaints.length = 0;
  });
});
