import { expect, it } from 'vitest';
import { backSearch, catalogueSearch, timelineSearch } from './search';

it('keeps what is known and leaves the rest out', () => {
  expect(catalogueSearch({ q: 'laser', site: '', free_minutes: '60', junk: 1 })).toEqual({
    q: 'laser',
    free_minutes: 60,
  });
  expect(timelineSearch({ view: 'month', day: '2026-11-24', q: 3 })).toEqual({ day: '2026-11-24', q: '3' });
});

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', 7])(
  'never returns to %s',
  (back) => {
    expect(backSearch({ back })).toEqual({});
  },
);

it('returns to a page of this site', () => {
  expect(backSearch({ back: '/may/1?q=2' })).toEqual({ back: '/may/1?q=2' });
});
