// The address of a board is Grafana's own, and what goes along from board to board.
import { describe, expect, test } from 'vitest';
import { carriedQuery, plainQuery, readBoardQuery, twinOf } from '../../services/web/boards/board-query.ts';
import { pinnedTo } from '../../services/web/boards/pinned-case.ts';
import { boardPlace, isPagePath, placeAddress, readPlace } from '../../services/web/place.ts';

const read = (address: string) => {
  const url = new URL(address, 'http://host');
  return readPlace(url.pathname, url.search);
};

describe('the address of a board', () => {
  test('carries variables, time and refresh as Grafana writes them', () => {
    const place = boardPlace('shixian-worklist', {
      from: 'now-90d',
      to: 'now',
      refresh: '1m',
      variables: { system: ['water', 'gas'], case: ['鄂/1 & #?'], jurisdiction: ['$__all'] },
    });
    const address = placeAddress(place);
    expect(address).toContain('/d/shixian-worklist?var-system=water&var-system=gas&var-case=');
    expect(address).toContain('from=now-90d&to=now&refresh=1m');
    expect(read(address)).toEqual(place);
  });
  test('may end in a slug, and writes All as a word too', () => {
    expect(read('/d/shixian-gas-en/gas-boards?var-system=All')).toMatchObject({
      page: 'board',
      uid: 'shixian-gas-en',
      language: 'en',
      query: { variables: { system: ['$__all'] } },
    });
  });
  test('tells an emptied text and a refresh that is off from ones not named', () => {
    const query = readBoardQuery(new URLSearchParams('var-case=&refresh='));
    expect(query).toEqual({ from: null, to: null, refresh: '', variables: { case: [''] } });
    expect(read(placeAddress(boardPlace('x', query)))).toMatchObject({ query });
  });
  test('is short at the root', () => {
    expect(placeAddress(read('/'))).toBe('/');
    expect(placeAddress(read('/?lang=zh&from=now-7d'))).toBe('/?from=now-7d&lang=zh');
  });
  test('is told from other addresses', () => {
    for (const path of ['/', '/d/x', '/d/x/y', '/case/1/2', '/targets', '/targets/'])
      expect(isPagePath(path)).toBe(true);
    for (const path of ['/docs', '/v1/boards', '/d/', '/d', '/case/', '/d/x/y/z', '/targetss'])
      expect(isPagePath(path), path).toBe(false);
  });
});

describe('going to another board', () => {
  const query = {
    ...plainQuery,
    from: 'now-7d',
    to: 'now',
    variables: { system: ['gas'], jurisdiction: ['cn'], department: ['a'], period: ['begun'], case: ['1'] },
  };
  const names = (from: string, to: string) => Object.keys(carriedQuery(query, from, to).variables);
  test('takes the time and the choices that mean the same there', () => {
    expect(names('shixian-overview', 'shixian-worklist')).toEqual([
      'system',
      'jurisdiction',
      'department',
      'period',
    ]);
    expect(carriedQuery(query, 'shixian-overview', 'shixian-worklist')).toMatchObject({
      from: 'now-7d',
      to: 'now',
    });
  });
  test('to or from the board of one system or case takes no department of another', () => {
    expect(names('shixian-overview-en', 'shixian-gas-en')).toEqual(['jurisdiction', 'period']);
    expect(names('shixian-water', 'shixian-trends')).toEqual(['jurisdiction', 'period']);
    expect(names('shixian-case', 'shixian-overview')).toEqual(['jurisdiction', 'period']);
  });
  test('its twin is the same board in the other language', () => {
    expect([
      twinOf('shixian-gas', 'en'),
      twinOf('shixian-gas-en', 'zh'),
      twinOf('shixian-gas', 'zh'),
    ]).toEqual(['shixian-gas-en', 'shixian-gas', 'shixian-gas']);
  });
});

describe('a case reached from a board', () => {
  const now = Date.parse('2026-03-01T00:00:00Z');
  const from = (to: string | null) => boardPlace('shixian-permit', { ...plainQuery, to });
  test('of the past is shown at the end of its range', () => {
    const next = pinnedTo(from('2012-12-31T15:59:59.999Z'), read('/case/case-1'), now);
    expect(next).toMatchObject({ page: 'case', caseId: 'case-1', asOf: '2012-12-31T23:59:59.999+08:00' });
  });
  test('of today, or with an instant of its own, stays as it is', () => {
    for (const to of [null, 'now', 'now/y'])
      expect(pinnedTo(from(to), read('/case/1'), now)).toEqual(read('/case/1'));
    const named = read('/case/1?asOf=latest');
    expect(pinnedTo(from('now-1y'), named, now)).toEqual(named);
    expect(pinnedTo(from('now-1y'), read('/targets'), now)).toEqual(read('/targets'));
  });
});
