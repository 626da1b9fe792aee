import { describe, expect, it } from 'vitest';
import { rowsOf } from './Difference';
import { changes, same } from './useVersioned';

describe('what differs', () => {
  it('knows equal JSON whatever the order of its keys', () => {
    expect(same({ vi: 'a', en: 'b' }, { en: 'b', vi: 'a' })).toBe(true);
    expect(same({ vi: 'a' }, { vi: 'b' })).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same([], {})).toBe(false);
    expect(same(null, undefined)).toBe(true);
    expect(same(0, null)).toBe(false);
  });

  it('sends the changed fields only', () => {
    const base = { name: { vi: 'A', en: '' }, units: 2, note: null as string | null };
    expect(changes(base, { name: { en: '', vi: 'A' }, units: 3, note: null })).toEqual({ units: 3 });
  });

  it('tells apart who changed what', () => {
    const base = { a: 1, b: 1, c: 1, d: 1 };
    const rows = rowsOf({ base, latest: { a: 2, b: 1, c: 3, d: 5 }, version: 2, mine: { b: 4, c: 5, d: 5 } });
    expect(rows).toEqual([
      { field: 'a', theirs: 2, mine: 1, changedBy: 'theirs' },
      { field: 'b', theirs: 1, mine: 4, changedBy: 'mine' },
      { field: 'c', theirs: 3, mine: 5, changedBy: 'both' },
    ]);
  });
});
