import { describe, expect, it } from 'vitest';
import { formatsFor, instantIn } from './format';

const ZONE = 'Asia/Ho_Chi_Minh';
const vi = formatsFor('vi', ZONE);
const en = formatsFor('en', ZONE);
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('dates and times', () => {
  const evening = '2026-11-21T17:30:00Z'; // Sunday 00:30 in Vietnam

  it('follows the zone, not the device', () => {
    expect(vi.date(evening)).toBe('22/11/2026');
    expect(vi.time(evening)).toBe('00:30');
    expect(vi.isoDay(evening)).toBe('2026-11-22');
    expect(formatsFor('vi', 'Europe/Amsterdam').time(evening)).toBe('18:30');
  });

  it('writes days as each language does', () => {
    expect(vi.day('2026-11-24T03:00:00Z')).toBe('Thứ Ba, 24/11');
    expect(vi.dayShort('2026-11-24T03:00:00Z')).toBe('T3 24/11');
    expect(vi.dayShort(evening)).toBe('CN 22/11');
    expect(en.day('2026-11-24T03:00:00Z')).toBe('Tuesday, 24/11');
    expect(en.dayShort('2026-11-24T03:00:00Z')).toBe('Tue 24/11');
  });

  it('ends a day at 24:00 and names the day when a span runs into the next', () => {
    expect(vi.range('2026-11-24T15:00:00Z', '2026-11-24T17:00:00Z')).toBe('22:00–24:00');
    expect(vi.range('2026-11-24T07:00:00Z', '2026-11-24T09:00:00Z')).toBe('14:00–16:00');
    expect(vi.untilNear('2026-11-25T17:00:00Z', '2026-11-24T03:00:00Z')).toBe('T4 25/11 24:00');
    expect(vi.range('2026-11-24T15:00:00Z', '2026-11-24T18:00:00Z')).toBe('22:00–T4 25/11 01:00');
  });

  it('reads wall clock times back', () => {
    expect(instantIn(ZONE, '2026-11-24', '14:30').toISOString()).toBe('2026-11-24T07:30:00.000Z');
  });
});

describe('money and durations', () => {
  it('takes minor units by the currency', () => {
    expect(plain(vi.money({ amount: 50000, currency: 'VND' }))).toBe('50.000 ₫');
    expect(plain(en.money({ amount: 50000, currency: 'VND' }))).toBe('50,000 ₫');
    expect(plain(en.money({ amount: 1250, currency: 'EUR' }))).toBe('12.50 €');
  });

  it('says minutes as hours and days', () => {
    expect(plain(vi.minutes(30))).toBe('30 phút');
    expect(plain(vi.minutes(90))).toBe('1 giờ 30 phút');
    expect(plain(vi.minutes(240))).toBe('4 giờ');
    expect(plain(en.minutes(60))).toBe('1 hour');
    expect(plain(en.minutes(2880))).toBe('2 days');
  });
});
