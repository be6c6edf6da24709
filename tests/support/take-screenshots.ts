// Takes the pictures in docs/images from the sample: npx vitest run --config tests/support/screenshots.config.ts
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../services/platform/package-root.ts';
import { openBrowser, openPage } from './page.ts';
import { endServers, startServer } from './shixian-process.ts';
import { tempFolder } from './temp-folder.ts';

const pictures = [
  { name: 'first-page-en.png', path: '/', locale: 'en-GB', height: 1240 },
  { name: 'first-page-zh.png', path: '/', locale: 'zh-CN', height: 1240 },
  { name: 'case-en.png', path: '/case/case-10011', locale: 'en-GB', height: 1240 },
];

test('pictures of the page', async () => {
  const folder = await tempFolder();
  const images = join(packageRoot(), 'docs/images');
  mkdirSync(images, { recursive: true });
  const server = await startServer(join(folder.path, 'data'), []);
  const browser = await openBrowser();
  for (const { name, path, locale, height } of pictures) {
    const { page, complaints } = await openPage(browser, server.address + path, {
      locale,
      viewport: { width: 1440, height },
      reducedMotion: 'reduce',
    });
    await page.screenshot({ path: join(images, name) });
    expect(complaints).toEqual([]);
    await page.context().close();
  }
  await browser.close();
  await endServers();
  await folder.remove();
});
