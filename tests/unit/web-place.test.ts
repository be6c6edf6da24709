// The address carries the whole state of the page, and the as-of instant follows the data's age.
import { describe, expect, test } from 'vitest';
import type { Status } from '../../schemas/indicator.ts';
import { casesAddress } from '../../services/web/api.ts';
import { resolveAsOf } from '../../services/web/as-of.ts';
import { groupLines, sortLines } from '../../services/web/groups.ts';
import { placeAddress, readPlace } from '../../services/web/place.ts';

const read = (address: string) => {
  const url = new URL(address, 'http://host');
  return readPlace(url.pathname, url.search);
};

describe('a place', () => {
  test('survives being written to an address and read back', () => {
    const place = {
      caseId: '鄂/2024 #1?',
      targets: null,
      system: 'permit',
      within: '',
      asOf: '2011-10-11T13:42:00+02:00',
      tab: 'late',
      sort: 'deadline',
      search: 'a&b=c',
      filters: { department: 'Customer contact', channel: '' },
      groupSort: { column: 'open_overdue', descending: true },
      language: 'zh',
    } as const;
    expect(read(placeAddress(place))).toEqual(place);
  });
  test('leaves defaults out', () => {
    expect(placeAddress(read('/'))).toBe('/');
    expect(placeAddress(read('/?state=overdue&search='))).toBe('/');
  });
  test('falls back where the address says what cannot be', () => {
    const place = read('/?state=burning&sort=colour&lang=xx&asOf=whenever&groups=;drop&within=CN/../x');
    expect(place).toMatchObject({ tab: 'overdue', sort: null, language: null, asOf: null, groupSort: null });
    expect(place.within).toBeNull();
  });
  test('asks the API for its tab, filters and order', () => {
    const address = casesAddress(
      read('/?state=at-risk&department=General&search=+8+&within=cn/hubei'),
      'permit',
      '2011-10-11T00:00:00Z',
    );
    expect(Object.fromEntries(new URL(address, 'http://host').searchParams)).toEqual({
      system: 'permit',
      within: 'cn/hubei',
      state: 'at-risk',
      asOf: '2011-10-11T00:00:00Z',
      sort: 'deadline',
      search: '8',
      department: 'General',
    });
  });
});

describe('the as-of instant', () => {
  const status = (now: string, latestEventAt: string | null) => ({ now, latestEventAt }) as Status;
  const latest = '2012-01-01T00:00:00+01:00';

  test('is now while the newest event is at most seven days old', () => {
    const now = '2012-01-07T23:00:00Z';
    expect(resolveAsOf(null, status(now, latest))).toEqual({ kind: 'now', instant: now });
  });
  test('is the newest event once it is older', () => {
    const stale = status('2012-01-07T23:00:01Z', latest);
    expect(resolveAsOf(null, stale)).toEqual({ kind: 'latest', instant: latest });
    expect(resolveAsOf('now', stale)).toEqual({ kind: 'now', instant: '2012-01-07T23:00:01Z' });
  });
  test('is what the reader chose, and says when that is the newest event', () => {
    const any = status('2012-01-02T00:00:00Z', latest);
    expect(resolveAsOf(latest, any).kind).toBe('latest');
    expect(resolveAsOf('2011-05-05T00:00:00Z', any)).toEqual({
      kind: 'chosen',
      instant: '2011-05-05T00:00:00Z',
    });
  });
  test('is now in an empty store, even when the newest event is asked for', () => {
    const now = '2012-01-07T23:00:00Z';
    expect(resolveAsOf('latest', status(now, null))).toEqual({ kind: 'now', instant: now });
  });
});

describe('groups', () => {
  const row = (department: string, channel: string, indicator: string, value: number | null) => ({
    indicator,
    group: { department, channel },
    value,
    unit: 'count',
    n: 1,
  });
  const lines = groupLines([
    row('A', 'x', 'on_time_share', 50),
    row('A', 'y', 'on_time_share', null),
    row('B', 'x', 'on_time_share', 70),
    row('B', 'x', 'cases', 9),
  ]);
  const order = (descending: boolean) =>
    sortLines(lines, { column: 'on_time_share', descending }).map(
      (line) => line.names.department + line.names.channel,
    );

  test('gather the rows of one group', () => {
    expect(lines).toHaveLength(3);
    expect(lines[2]!.figures.cases?.value).toBe(9);
  });
  test('put lines without a value last in either order', () => {
    expect(order(true)).toEqual(['Bx', 'Ax', 'Ay']);
    expect(order(false)).toEqual(['Ax', 'Bx', 'Ay']);
  });
});
