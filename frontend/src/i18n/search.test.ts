import { expect, it } from 'vitest';
import { matches, searchKey } from './search';

it('finds Vietnamese without diacritics, in any order of the words', () => {
  expect(searchKey('Máy Đo  Độ ẩm')).toBe('may do do am');
  expect(matches('Máy cắt laser CO₂', 'laser cat')).toBe(true);
  expect(matches('Máy cắt laser CO₂', 'tiện')).toBe(false);
});
