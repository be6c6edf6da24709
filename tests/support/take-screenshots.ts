// Takes the pictures in docs/images: npx vitest run --config tests/support/screenshots.config.ts
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CardPage } from '../../schemas/card-answers.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { wholeBoard } from './board-cards.ts';
import { openBrowser, openPage } from './page.ts';
import { endServers, startServer } from './shixian-process.ts';
import { simulationStored } from './simulation-stored.ts';
import { tempFolder } from './temp-folder.ts';

const sample = 'var-jurisdiction=nl/anonymous&from=2010-10-01&to=2012-01-31';
interface Picture {
  readonly name: string;
  readonly path: string;
  readonly locale: string;
  readonly height: number;
  readonly isBoard: boolean;
  readonly colorScheme?: 'light' | 'dark';
}

const pictures: readonly Picture[] = [
  { name: 'first-page-en.png', path: '/', locale: 'en-GB', height: 1240, isBoard: true },
  { name: 'first-page-zh.png', path: '/', locale: 'zh-CN', height: 1240, isBoard: true },
  {
    name: 'permit-board-en.png',
    path: `/d/shixian-permit-en?${sample}`,
    locale: 'en-GB',
    height: 1240,
    isBoard: true,
  },
  { name: 'targets-board-zh.png', path: '/d/shixian-targets', locale: 'zh-CN', height: 1240, isBoard: true },
  {
    name: 'trends-board-zh.png',
    path: '/d/shixian-trends?var-jurisdiction=cn',
    locale: 'zh-CN',
    height: 1240,
    isBoard: true,
    colorScheme: 'dark',
  },
  { name: 'targets-zh.png', path: '/targets', locale: 'zh-CN', height: 1240, isBoard: false },
  { name: 'cards-zh.png', path: '/cards', locale: 'zh-CN', height: 900, isBoard: false },
  { name: 'case-en.png', path: '/case/case-10011', locale: 'en-GB', height: 1240, isBoard: false },
];

test('pictures of the page', async () => {
  const folder = await tempFolder();
  const images = join(packageRoot(), 'docs/images');
  mkdirSync(images, { recursive: true });
  const server = await startServer(join(folder.path, 'data'), []);
  await simulationStored(server.address);
  const card = await someRedCard(server.address);
  const cardPicture = {
    name: 'card-en.png',
    path: `/cards/${card}`,
    locale: 'en-GB',
    height: 900,
    isBoard: false,
  };
  const browser = await openBrowser();
  for (const { name, path, locale, height, isBoard, colorScheme = 'light' } of [
    ...pictures,
    cardPicture,
  ] as Picture[]) {
    const { page, complaints } = await openPage(browser, server.address + path, {
      locale,
      viewport: { width: 1440, height },
      reducedMotion: 'reduce',
      colorScheme,
    });
    if (isBoard) {
      await wholeBoard(page);
      await page.evaluate('scrollTo(0, 0)');
    }
    await page.screenshot({ path: join(images, name) });
    expect(complaints).toEqual([]);
    await page.context().close();
  }
  await browser.close();
  await endServers();
  await folder.remove();
});

/** Cards are raised within seconds of the cases they are about. */
async function someRedCard(address: string): Promise<string> {
  for (;;) {
    const answer = await fetch(`${address}/v1/cards?rung=red&limit=1`);
    const { cards } = (await answer.json()) as CardPage;
    if (cards[0]) return cards[0].cardId;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
