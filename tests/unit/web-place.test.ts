// The address carries the whole state of the page, and the as-of instant follows the data's age.
import { describe, expect, test } from 'vitest';
import type { Status } from '../../schemas/indicator.ts';
import { caseAddress } from '../../services/web/api.ts';
import { resolveAsOf } from '../../services/web/as-of.ts';
import { placeAddress, readPlace } from '../../services/web/place.ts';

const read = (address: string) => {
  const url = new URL(address, 'http://host');
  return readPlace(url.pathname, url.search);
};

describe('the place of a case', () => {
  test('survives being written to an address and read back', () => {
    const place = {
      page: 'case',
      caseId: '鄂/2024 #1?',
      system: 'permit',
      asOf: '2011-10-11T13:42:00+02:00',
      language: 'zh',
    } as const;
    expect(read(placeAddress(place))).toEqual(place);
  });
  test('leaves defaults out', () => {
    expect(read('/case/1?system=')).toMatchObject({ system: null });
    expect(placeAddress(read('/case/1?system='))).toBe('/case/1');
  });
  test('falls back where the address says what cannot be', () => {
    expect(read('/case/%E0%A4%A?lang=xx&asOf=whenever')).toEqual({
      page: 'case',
      caseId: '%E0%A4%A',
      system: null,
      asOf: null,
      language: null,
    });
  });
  test('asks the API by its number alone where no system is named', () => {
    const asOf = '2011-10-11T00:00:00Z';
    expect(caseAddress('a/b', null, asOf)).toBe('/v1/cases/a%2Fb?asOf=2011-10-11T00%3A00%3A00Z');
    expect(caseAddress('1', 'gas', asOf)).toContain('?system=gas&asOf=');
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
