/** A site's next days as people read them: weekly hours, with what closures take away. Pure. */
import type { Site, Words } from '../../api/contract';
import { subtract, type Span } from '../../timeline/spans';
import { addDays, clock, dateAt, dayOf, instantOf, minutesOf, weekdayOf } from '../../timeline/zone';

export interface DayAhead {
  /** yyyy-MM-dd in the site's zone */
  date: string;
  /** an instant that certainly lies on the day */
  noon: Date;
  /** "08:00" to "12:00"; a shift over midnight ends on the next day's clock */
  hours: { opens: string; closes: string }[];
  /** why it is closed, wholly or in part */
  closure: Words | null;
}

type Place = Pick<Site, 'zone' | 'hours' | 'closures'>;

export function daysAhead(site: Place, now: number, count: number): DayAhead[] {
  const today = dateAt(now, site.zone);
  return Array.from({ length: count }, (_, index) => dayAhead(site, addDays(today, index)));
}

function dayAhead(site: Place, date: string): DayAhead {
  const day = dayOf(date, site.zone);
  const closures = site.closures
    .map((closure) => ({
      start: Date.parse(closure.starts_at),
      end: Date.parse(closure.ends_at),
      reason: closure.reason,
    }))
    .filter((closure) => closure.start < day.end && day.start < closure.end);
  const open = subtract(weeklyHours(site, date), closures);
  return {
    date,
    noon: new Date(instantOf(date, 720, site.zone)),
    hours: open.map((span) => ({
      opens: clock(span.start, site.zone),
      closes: closingTime(span, day.end, site.zone),
    })),
    closure: closures[0]?.reason ?? null,
  };
}

function weeklyHours(site: Place, date: string): Span[] {
  const weekday = weekdayOf(date);
  return site.hours
    .filter((hours) => hours.weekday === weekday)
    .map((hours) => {
      const opens = minutesOf(hours.opens) ?? 0;
      const closes = minutesOf(hours.closes) ?? 1440;
      const end = closes > opens ? closes : closes + 1440;
      return { start: instantOf(date, opens, site.zone), end: instantOf(date, end, site.zone) };
    })
    .sort((a, b) => a.start - b.start);
}

function closingTime(span: Span, midnight: number, zone: string): string {
  return span.end === midnight ? '24:00' : clock(span.end, zone);
}
