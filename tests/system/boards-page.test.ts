// Every board in a real browser, in both languages, over the sample and the simulated cases: no panel stays empty.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Board, BoardList } from '../../schemas/board.ts';
import { wholeBoard } from '../support/board-cards.ts';
import { noBrowser, openBrowser, openPage } from '../support/page.ts';
import { endServers, type Server, startServer } from '../support/shixian-process.ts';
import { simulationStored } from '../support/simulation-stored.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

if (noBrowser) console.warn(`The tests of the boards are skipped: ${noBrowser}.`);

let folder: TempFolder;
let browser: Browser;
let server: Server;

const read = async <T>(path: string): Promise<T> => (await (await fetch(server.address + path)).json()) as T;

/** Panels that show neither data nor the sentence their board has for having none. */
const emptyPanels = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('.card')].filter((card) => {
    const body = card.querySelector('.card-body');
    const said = card.querySelector('.drawn-nothing, .stats-nothing .hidden');
    const isSilent = said !== null && /^(No data|无数据)/.test(said.textContent.trim());
    const hasNothing = body.textContent.trim() === '' && body.querySelector('svg, canvas') === null;
    return isSilent || hasNothing || card.querySelector('.failure, .card-failed') !== null;
  }).map((card) => card.innerText)`);

const countPanels = (board: Board): number =>
  board.panels.flatMap((panel) => (panel.type === 'row' ? panel.panels : [panel])).length;

describe.skipIf(noBrowser !== null)('every board', () => {
  beforeAll(async () => {
    folder = await tempFolder();
    [server, browser] = await Promise.all([startServer(join(folder.path, 'data'), []), openBrowser()]);
    await simulationStored(server.address);
  });
  afterAll(async () => {
    await browser.close();
    await endServers();
    await folder.remove();
  });

  for (const { language, locale, htmlLang } of [
    { language: 'zh', locale: 'zh-CN', htmlLang: 'zh-CN' },
    { language: 'en', locale: 'en-GB', htmlLang: 'en' },
  ]) {
    test(`in ${language} is drawn whole, without an empty panel or a complaint`, {
      timeout: 600_000,
    }, async () => {
      const boards = await read<BoardList>(`/v1/boards?lang=${language}`);
      expect(boards.length).toBeGreaterThanOrEqual(12);
      for (const { uid, title } of boards) {
        const address = `${server.address}/d/${uid}?from=2010-01-01&to=now`;
        const { page, complaints } = await openPage(browser, address, { locale });
        await wholeBoard(page);
        expect(await page.locator('h1').textContent(), uid).toBe(title);
        expect(await page.evaluate('document.documentElement.lang'), uid).toBe(htmlLang);
        const board = await read<Board>(`/v1/boards/${uid}`);
        expect(await page.locator('.card').count(), uid).toBe(countPanels(board));
        expect(await emptyPanels(page), uid).toEqual([]);
        expect(complaints, uid).toEqual([]);
        await page.context().close();
      }
    });
  }

  test('wide tables and charts stay within the window, on wide and narrow screens', async () => {
    for (const width of [1440, 1024, 375]) {
      const address = `${server.address}/d/shixian-targets?from=2010-01-01&to=now`;
      const { page } = await openPage(browser, address, { viewport: { width, height: 900 } });
      await wholeBoard(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.context().close();
    }
  });
});
