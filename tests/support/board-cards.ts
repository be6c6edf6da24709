// What a board in the browser shows: its cards, once every question is answered.
import type { Page } from 'playwright-core';

const answerMs = 60_000;

/** Waits until no card of the board waits for its answer or shows that of another question. */
export async function boardSettled(page: Page): Promise<void> {
  await page.waitForSelector('.card', { timeout: answerMs });
  await page.waitForFunction(
    "document.querySelector('.card-waiting, .card[aria-busy=true]') === null",
    undefined,
    { timeout: answerMs },
  );
}

/** Unfolds every row and goes past every card, so that all are asked for. */
export async function wholeBoard(page: Page): Promise<void> {
  await page.waitForSelector('.card', { timeout: answerMs });
  for (const row of await page.locator('.board-row [aria-expanded=false]').all()) await row.click();
  for (const card of await page.locator('.card').all()) await card.scrollIntoViewIfNeeded();
  await boardSettled(page);
}

/** The card with a title. */
export const cardOf = (page: Page, title: string | RegExp) =>
  page.locator('.card', { has: page.getByRole('heading', { name: title, exact: true }) });

/** The figures of a stat panel by their names; a single one has none. */
export async function figuresOf(page: Page, title: string): Promise<Record<string, string>> {
  await boardSettled(page);
  const tiles = await cardOf(page, title).locator('.stat').all();
  const read = tiles.map(async (tile) => {
    const [name, value] = await Promise.all([
      tile.locator('.stat-name').allInnerTexts(),
      tile.locator('.stat-value').textContent(),
    ]);
    // A coloured figure is said to be good or bad before it, for those who do not see the colour.
    return [name[0] ?? '', (value ?? '').replace(/^\([^)]*\)|\s+/g, '')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
