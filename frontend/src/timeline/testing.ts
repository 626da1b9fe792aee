/** Rows for tests: one day in Ho Chi Minh City, times written `HH:MM` (also beyond a day, or negative). */
import type { Row } from './model';
import type { Span } from './spans';
import type { Rules, TimelineRow } from '../api/contract';
import { MINUTE, clock, dayOf } from './zone';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const DAY = '2026-11-20';

/** The instant of a wall time on the test day. */
export function at(time: string): number {
  const sign = time.startsWith('-') ? -1 : 1;
  const [hours = 0, minutes = 0] = time.replace('-', '').split(':').map(Number);
  return dayOf(DAY, ZONE).start + sign * (hours * 60 + minutes) * MINUTE;
}

/** Spans as `HH:MM-HH:MM`. */
export function show(spans: readonly Span[]): string[] {
  return spans.map((span) => `${clock(span.start, ZONE)}-${clock(span.end, ZONE)}`);
}

const RULES: Rules = {
  min_minutes: 30,
  max_minutes: 480,
  raster_minutes: 30,
  notice_minutes: 0,
  horizon_days: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  quota_minutes_per_day: null,
  quota_minutes_per_week: null,
  cancel_notice_minutes: 0,
  chain: true,
  roles: [],
  organisation_ids: [],
  min_age: null,
  price_per_hour: null,
  check_in_early_minutes: 15,
  no_show_grace_minutes: null,
  approval: 'none',
  approval_over_minutes: 120,
  approval_hours: 48,
};

type Times = [string, string][];

interface Wanted {
  id?: string;
  units?: number;
  state?: TimelineRow['resource']['state'];
  rules?: Partial<Rules>;
  open?: Times;
  closed?: Times;
  taken?: Times;
  /** start of the booking that is one's own; its id is `mine` */
  mine?: string;
}

/** A row that is open from 8 to 18 unless told otherwise. */
export function rowWith(wanted: Wanted): Row {
  const rules = { ...RULES, ...wanted.rules };
  const spans = (times: Times): Span[] => times.map(([start, end]) => ({ start: at(start), end: at(end) }));
  const words = { vi: 'Máy', en: 'Machine' };
  const id = wanted.id ?? 'm1';
  const busy = spans(wanted.taken ?? []).map((span) => {
    const mine = wanted.mine !== undefined && span.start === at(wanted.mine);
    return { ...span, units: 1, mine, reservationId: mine ? 'mine' : null, state: 'confirmed' as const };
  });
  return {
    id,
    rules,
    resource: {
      id,
      kind: 'machine',
      name: id,
      category: { id: 'c', slug: 'laser', name: words, icon: 'laser' },
      site: { id: 's', slug: 'lab', name: words },
      room: null,
      risk: 'low',
      state: wanted.state ?? 'in_order',
      units: wanted.units ?? 1,
      qualification: null,
      price_per_hour: null,
      zone: ZONE,
      rules,
    },
    open: spans(wanted.open ?? [['08:00', '18:00']]),
    closures: spans(wanted.closed ?? []).map((span) => ({ ...span, reason: words })),
    busy,
    blocked: busy.map(({ start, end, units }) => ({
      start: start - rules.buffer_before_minutes * MINUTE,
      end: end + rules.buffer_after_minutes * MINUTE,
      units,
    })),
  };
}
