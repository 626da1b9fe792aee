/** A plan as the form holds it, and as the API wants it. */
import type { PlanIn, Weekly } from '../../api/contract';
import type { MODES } from './said';

export interface Draft {
  course: string | null;
  site: string | null;
  term: string | null;
  room: string | null;
  teachers: string[];
  machines: { id: string; units: number }[];
  weekly: Weekly[];
  dates: { on: string | null; starts: string; ends: string }[];
  byDates: boolean;
  from: string | null;
  until: string | null;
  mode: (typeof MODES)[number];
  place: string;
  link: string;
  capacity: number;
}

export const NEW: Draft = {
  course: null,
  site: null,
  term: null,
  room: null,
  teachers: [],
  machines: [],
  weekly: [{ weekday: 2, starts: '15:30', ends: '17:00' }],
  dates: [{ on: null, starts: '08:00', ends: '10:00' }],
  byDates: false,
  from: null,
  until: null,
  mode: 'on_site',
  place: '',
  link: '',
  capacity: 20,
};

/** What keeps the form from being sent: the fields that are still empty. */
export function missing(draft: Draft): ('course' | 'site' | 'room' | 'teachers' | 'when')[] {
  const when = draft.byDates
    ? draft.dates.some((one) => one.on)
    : draft.weekly.length > 0 && Boolean(draft.term ?? (draft.from && draft.until));
  const asked = {
    course: draft.course !== null,
    site: draft.site !== null,
    room: draft.room !== null || draft.mode === 'online' || draft.mode === 'mobile',
    teachers: draft.teachers.length > 0,
    when,
  };
  return (Object.keys(asked) as (keyof typeof asked)[]).filter((name) => !asked[name]);
}

/** The body of a preview; null while something is missing. */
export function planOf(draft: Draft): PlanIn | null {
  if (missing(draft).length > 0 || !draft.course || !draft.site) return null;
  return {
    course_id: draft.course,
    site_id: draft.site,
    term_id: draft.term,
    room_id: draft.mode === 'online' ? null : draft.room,
    teacher_ids: draft.teachers,
    resources: draft.machines.map(({ id, units }) => ({ resource_id: id, units })),
    weekly: draft.byDates ? [] : draft.weekly,
    dates: draft.byDates
      ? draft.dates.flatMap(({ on, starts, ends }) => (on ? [{ on, starts, ends }] : []))
      : [],
    starts_on: draft.byDates ? null : draft.from,
    ends_on: draft.byDates ? null : draft.until,
    mode: draft.mode,
    place: draft.place.trim() || null,
    link: draft.link.trim() || null,
    capacity: draft.capacity,
  };
}
