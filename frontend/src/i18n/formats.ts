/**
 * Dates, times and money for reading: dd/MM/yyyy, 24 hours, Monday first, in one zone whatever the device's is.
 * Vietnamese writes 50.000 ₫, English 50,000 ₫.
 */
import { clock, dateAt, instantOf, minutesOf } from '../timeline/zone';
import type { Instant, Money } from '../api/contract';
import type { Language } from './language';

const TAGS: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

type When = Instant | Date;
const asDate = (when: When) => (typeof when === 'string' ? new Date(when) : when);

/** Calendar day of an instant in a zone, as yyyy-MM-dd. */
export function dayIn(zone: string, when: When): string {
  return dateAt(asDate(when).getTime(), zone);
}

/** The instant at which clocks in the zone show this day (yyyy-MM-dd) and time (HH:mm). */
export function instantIn(zone: string, day: string, time = '00:00'): Date {
  return new Date(instantOf(day, minutesOf(time) ?? 0, zone));
}

export interface Formats {
  zone: string;
  /** the same in another zone */
  in: (zone: string) => Formats;
  /** 21/11/2026 */
  date: (when: When) => string;
  /** Thứ Bảy */
  weekday: (when: When) => string;
  /** Thứ Bảy, 21/11 */
  day: (when: When) => string;
  /** T7 21/11, Sat 21/11 */
  dayShort: (when: When) => string;
  /** 14:30 */
  time: (when: When) => string;
  /** 21/11/2026 14:30 */
  dateTime: (when: When) => string;
  /** 14:00–16:00, with the second day named when it differs */
  range: (starts: When, ends: When) => string;
  /** 14:30 on the given day, else T7 21/11 14:30 */
  timeNear: (when: When, now: When) => string;
  /** the same for an end: midnight is 24:00 of the day before */
  untilNear: (ends: When, now: When) => string;
  money: (money: Money) => string;
  number: (value: number) => string;
  /** 90 minutes: 1 giờ 30 phút */
  minutes: (count: number) => string;
  /** yyyy-MM-dd in the zone */
  isoDay: (when: When) => string;
}

/** What `make` answers, asked the first time it is wanted. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function durationFormat(tag: string): (count: number) => string {
  const unit = (value: number, name: 'day' | 'hour' | 'minute') =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return (count) => {
    const parts = [
      count >= 2880 ? unit(Math.floor(count / 1440), 'day') : '',
      count >= 60 ? unit(Math.floor((count >= 2880 ? count % 1440 : count) / 60), 'hour') : '',
      unit(count % 60, 'minute'),
    ];
    const said = parts.filter((part) => part && !/^0\D/.test(part));
    return said.join(' ') || unit(0, 'minute');
  };
}

/** Formatters bound to a language and a zone. */
export function formatsFor(language: Language, zone: string): Formats {
  const tag = TAGS[language];
  // Made when first used: each takes milliseconds on a slow device, and a page needs few of them.
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = once(() => new Intl.DateTimeFormat(tag, { timeZone: zone, ...options }));
    return (when: When) => format().format(asDate(when));
  };
  const number = once(() => new Intl.NumberFormat(tag));
  const date = dates({ day: '2-digit', month: '2-digit', year: 'numeric' });
  const dayMonth = dates({ day: '2-digit', month: '2-digit' });
  const slashed = (when: When) => dayMonth(when).replace('-', '/');
  const weekday = dates({ weekday: 'long' });
  const weekdayShort = dates({ weekday: 'short' });
  const short = (when: When) => weekdayShort(when).replace(/^Th(ứ)? /, 'T');
  // Both languages write 14:30; asking Intl for every bar of a timetable took longer than drawing it.
  const time = (when: When) => clock(asDate(when).getTime(), zone);
  const isoDay = (when: When) => dayIn(zone, when);
  const dayShort = (when: When) => `${short(when)} ${slashed(when)}`;
  const timeNear = (when: When, now: When) =>
    isoDay(when) === isoDay(now) ? time(when) : `${dayShort(when)} ${time(when)}`;
  const formats: Formats = {
    zone,
    in: (other) => (other === zone ? formats : formatsFor(language, other)),
    date,
    weekday: (when) => capital(weekday(when)),
    day: (when) => `${capital(weekday(when))}, ${slashed(when)}`,
    dayShort,
    time,
    dateTime: (when) => `${date(when)} ${time(when)}`,
    range: (starts, ends) => `${time(starts)}–${untilNear(ends, starts)}`,
    timeNear,
    untilNear,
    money: ({ amount, currency }) => moneyText(tag, amount, currency),
    number: (value) => number().format(value),
    minutes: durationFormat(tag),
    isoDay,
  };
  return formats;

  /** Midnight belongs to the day that ends with it. */
  function untilNear(ends: When, now: When): string {
    if (time(ends) !== '00:00') return timeNear(ends, now);
    const lastMoment = new Date(asDate(ends).getTime() - 1);
    return isoDay(lastMoment) === isoDay(now) ? '24:00' : `${dayShort(lastMoment)} 24:00`;
  }
}

/** Integer minor units as a price; how many a unit has is the currency's own business (VND none, EUR two). */
function moneyText(tag: string, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  const value = amount / 10 ** digits;
  const plain = new Intl.NumberFormat(tag, {
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value);
  const symbol = format.formatToParts(value).find((part) => part.type === 'currency')?.value ?? currency;
  return `${plain}\u00a0${symbol}`;
}
