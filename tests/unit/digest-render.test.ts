// Digests as HTML and spreadsheet: the same tables, safe in a mail, and cells that can be calculated with.
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../schemas/digest.ts';
import { percentOf } from '../../services/alert/digests/digest-tables.ts';
import { digestText, renderDigest } from '../../services/alert/digests/render-digest.ts';
import { digestPage } from '../../services/alert/digests/render-digest-html.ts';
import {
  cardFigures,
  dailyDigest,
  dayFigures,
  monthlyDigest,
  overdueCase,
} from '../support/digest-builder.ts';
import { readXlsx, type XlsxSheet } from '../support/xlsx.ts';

const names = { language: 'zh' as const, nameOf: (id: string) => id, pageUrl: null };
const html = async (digest: Digest, more: object = {}) =>
  String(await renderDigest(digest, 'html', { ...names, ...more }));
const sheets = async (digest: Digest, more: object = {}) =>
  readXlsx((await renderDigest(digest, 'xlsx', { ...names, ...more })) as Buffer);
/** The cells of the row that begins with a text, the nth of them. */
const rowOf = (page: string, first: string, nth = 0): string[] => {
  const rows = [...page.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell!.replace(/<[^>]+>/g, '')),
  );
  return rows.filter(([cell]) => cell === first)[nth] ?? [];
};
const named = (all: readonly XlsxSheet[], name: string) => all.find((sheet) => sheet.name === name)!;

describe('HTML', () => {
  test('tells the day, its figures and the overdue cases with clause and days', async () => {
    const page = await html(dailyDigest());
    for (const text of [
      '日清日报',
      '2026年10月29日',
      '1,234',
      '第三条第（二）项',
      '2026年10月27日',
      '吉安市水务公司',
    ])
      expect(page).toContain(text);
    expect(page).toContain('未告知');
    const english = await html(dailyDigest(), { language: 'en' });
    for (const text of ['Daily digest', '29 Oct 2026', 'Newly overdue', 'not told', 'lang="en"'])
      expect(english).toContain(text);
    expect(english).not.toMatch(/按系统|超时/);
  });

  test('shows nothing of others as markup, and fetches nothing', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const digest = dailyDigest({
      overdueCases: [overdueCase({ caseId: evil, clause: evil, department: evil, documentTitle: evil })],
    });
    const page = await html(digest, { pageUrl: 'https://shixian.example.org/' });
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toMatch(/\bsrc=(?!x)|<link|<script|@import|url\(/);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'https://shixian.example.org/case/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%22%27%26?system=water'.replaceAll(
        '&',
        '&amp;',
      ),
    ]);
    expect(await html(digest, { pageUrl: 'javascript:alert(1)' })).not.toContain('href');
  });

  test('lists the first rows of long tables and says how many are left; a mail stays whole', async () => {
    const overdueCases = Array.from({ length: 500 }, (_, i) => overdueCase({ caseId: `W-${i}` }));
    const units = Array.from({ length: 300 }, (_, i) =>
      dayFigures({ level: 'unit', department: `股室${i}` }),
    );
    const page = await html(dailyDigest({ overdueCases, units, total: dayFigures({ overdue: 500 }) }));
    expect(page).toContain('W-59<');
    expect(page).not.toContain('W-60<');
    expect(page).toContain('另有 440 行未列出');
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  });

  test('of a page that would be too large shows fewer rows of the long tables, and all of the short ones', async () => {
    const long = '吉安市住房和城乡建设局行政审批股'.repeat(4);
    const units = Array.from({ length: 25 }, (_, i) =>
      dayFigures({ level: 'unit', department: `${long}${i}` }),
    );
    const overdueCases = Array.from({ length: 60 }, (_, i) =>
      overdueCase({
        caseId: `W-${i}`,
        documentTitle: long,
        department: long,
        clause: long,
        jurisdiction: long,
      }),
    );
    const digest = dailyDigest({ units, overdueCases, cards: cardFigures() });
    const parts = (['zh', 'en'] as const).map((language) => digestText(digest, { ...names, language }));
    const page = digestPage(parts, names);
    expect(Buffer.byteLength(page)).toBeLessThan(98_001);
    expect(page.match(/<h1/g)).toHaveLength(2);
    expect(page).not.toContain('W-59<');
    expect(page).toMatch(/另有 \d\d 行未列出/);
    expect(page).toMatch(/\d\d more rows are in the spreadsheet/);
    expect(rowOf(page, '全部', 1)).toHaveLength(13);
    expect(rowOf(page, 'All', 1)).toHaveLength(13);
  });

  test('says when the period is not over, and when the list is cut', async () => {
    const page = await html(
      dailyDigest({ complete: false, asOf: '2026-10-29T12:00:00+08:00', total: dayFigures({ overdue: 9 }) }),
    );
    expect(page).toContain('截至 2026年10月29日 12:00');
    expect(page).toContain('共 9 件超时，表中列出超时最久的 1 件');
    expect(await html(dailyDigest())).not.toContain('期间未结束');
  });

  test('tells of cards by rung and unit, only where any were ever raised', async () => {
    const without = await html(dailyDigest());
    expect(without).not.toContain('亮牌');
    const page = await html(dailyDigest({ cards: cardFigures() }));
    expect(page).toContain('亮牌 9，未结 6');
    expect(rowOf(page, '黄牌')).toEqual(['黄牌', '3', '0', '0', '1', '2', '0', '0', '0', '2', '0', '0', '0']);
    expect(rowOf(page, '全部', 1)).toEqual([
      '全部',
      '9',
      '7',
      '1',
      '1',
      '5',
      '2',
      '0',
      '0',
      '6',
      '4',
      '2',
      '0',
    ]);
    expect(page).toContain('前日亮牌');
    expect(page).not.toContain('起亮牌');
    const since = await html(dailyDigest({ cards: cardFigures({ since: '2026-10-28T10:00:00+08:00' }) }));
    expect(since).toContain('状况。自 2026年10月28日 10:00 起亮牌。');
    const month = await html(monthlyDigest({ cards: cardFigures() }), { language: 'en' });
    expect(month).toContain('Open, month before');
    expect(rowOf(month, 'Red card')[1]).toBe('1');
    expect(month).toContain('Cards by unit in charge');
  });

  test('a bulletin has shares, changes in points and no place where too few were judged', async () => {
    const page = await html(monthlyDigest());
    for (const text of ['月度通报', '2026年10月', '93.8%', '−3.3 个百分点', '不足 10 件', '−25.0'])
      expect(page).toContain(text);
    const english = await html(monthlyDigest(), { language: 'en' });
    expect(english).toContain('October 2026');
    expect(english).toContain('Fewer than 10 judged cases');
  });
});

test('almost all is not all, and hardly any not none', () => {
  expect([100, 99.96, 99.94, 0.04, 0].map(percentOf)).toEqual([
    '100.0%',
    '> 99.9%',
    '99.9%',
    '< 0.1%',
    '0.0%',
  ]);
});

describe('XLSX', () => {
  test('has a sheet a table with Chinese names, a frozen head and a filter over all rows', async () => {
    const all = await sheets(dailyDigest({ cards: cardFigures() }));
    expect(all.map(({ name }) => name)).toEqual([
      '说明',
      '按系统',
      '按承办单位',
      '超时办件',
      '亮牌与回复',
      '承办单位亮牌',
    ]);
    for (const { xml } of all) {
      expect(xml).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
      expect(xml.indexOf('<autoFilter')).toBeGreaterThan(xml.indexOf('</sheetData>'));
    }
    expect(named(all, '按承办单位').xml).toContain('<autoFilter ref="A1:U3"');
    const english = await sheets(monthlyDigest(), { language: 'en' });
    expect(english.map(({ name }) => name)).toContain('Ranking of jurisdictions');
  });

  test('has counts, shares and points as numbers', async () => {
    const all = await sheets(monthlyDigest());
    const ranking = named(all, '辖区排名');
    expect(ranking.cell('A2')).toEqual({ type: 'n', value: '1', format: '#,##0' });
    expect(ranking.cell('A3')).toBeNull();
    expect(ranking.cell('E2')).toEqual({ type: 'n', value: '0.9375', format: '0.0%' });
    expect(ranking.cell('G2')).toMatchObject({ type: 'n', value: '-3.25' });
    expect(named(all, '用时与时限').cell('H2')).toMatchObject({ type: 'n', value: '6.5' });
  });

  test('has days and instants as dates, in the wall-clock time they carry', async () => {
    const list = named(await sheets(dailyDigest()), '超时办件');
    const dateOf = (address: string) => {
      const { type, value, format } = list.cell(address)!;
      // Day 25569 of a spreadsheet is 1970-01-01.
      const at = new Date(Math.round((Number(value) - 25_569) * 86_400_000)).toISOString();
      return [type, at, format];
    };
    expect(dateOf('J2')).toEqual(['n', '2026-10-12T09:05:00.000Z', 'yyyy-mm-dd hh:mm']);
    expect(dateOf('K2')).toEqual(['n', '2026-10-27T00:00:00.000Z', 'yyyy-mm-dd']);
    expect(dateOf('L2')).toEqual(['n', '2026-10-28T00:00:00.000Z', 'yyyy-mm-dd hh:mm']);
  });

  test('keeps text that looks like a formula as text, and every case of a long list', async () => {
    const overdueCases = Array.from({ length: 500 }, (_, i) => overdueCase({ caseId: `=1+${i}` }));
    const list = named(await sheets(dailyDigest({ overdueCases })), '超时办件');
    expect(list.cell('A2')).toMatchObject({ type: 's', value: '=1+0' });
    expect(list.cell('A501')).toMatchObject({ type: 's', value: '=1+499' });
    expect(list.xml).not.toContain('<f>');
  });
});
