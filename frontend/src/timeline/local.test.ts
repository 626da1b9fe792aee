import { expect, it } from 'vitest';

import { pressSelection } from './cursor';
import { aheadOf, originOf } from './local';
import { DAY, ZONE, at, rowWith } from './testing';
import { dayOf } from './zone';

it.each([
  ['Asia/Ho_Chi_Minh', null],
  ['Asia/Bangkok', null],
  ['Asia/Singapore', '+1'],
  ['Asia/Kathmandu', '−1:15'],
  ['Australia/Darwin', '+2:30'],
])('says how far %s is from Vietnam', (zone, said) => {
  expect(aheadOf(zone, ZONE, at('12:00'))).toBe(said);
});

it('counts the raster from midnight where the machine stands', () => {
  const row = rowWith({ rules: { raster_minutes: 60, min_minutes: 60 }, open: [['06:00', '20:00']] });
  const far = { ...row, resource: { ...row.resource, zone: 'Asia/Kathmandu' } };
  const axis = { start: at('06:00'), end: at('20:00'), origin: dayOf(DAY, ZONE).start };
  expect(originOf(row, axis)).toBe(axis.origin);
  // Nine o'clock there is a quarter past ten here.
  expect(pressSelection(far, at('10:30'), axis, at('05:00'))).toEqual({
    rowId: 'm1',
    start: at('10:15'),
    end: at('11:15'),
  });
});
