/** What the addresses carry after the question mark: everything worth sharing, nothing else. */

export interface CatalogueSearch {
  q?: string;
  site?: string;
  category?: string;
  /** instant with offset at which the machine must be free */
  free_at?: string;
  free_minutes?: number;
}

export interface TimelineSearch {
  /** yyyy-MM-dd in the region's zone */
  day?: string;
  view?: 'day' | 'week';
  /** nights, too, where some houses never close */
  hours?: 'all';
  site?: string;
  category?: string;
  kind?: string;
  q?: string;
  /** opens the booking form on this machine */
  resource?: string;
  starts_at?: string;
  ends_at?: string;
}

export interface TimeFirstSearch {
  day?: string;
  from?: string;
  to?: string;
  minutes?: number;
  site?: string;
  category?: string;
  kind?: string;
}

export interface ReservationsSearch {
  scope?: 'upcoming' | 'past';
  /** shows this reservation opened */
  id?: string;
}

export interface DaySearch {
  /** slug of the site */
  site?: string;
  /** yyyy-MM-dd in the site's zone; today without */
  date?: string;
}

export interface PeopleSearch {
  q?: string;
  role?: string;
  organisation?: string;
  state?: 'open' | 'closed';
}

export interface SignInSearch {
  /** path inside this site to return to */
  back?: string;
}

export interface QuizSearch {
  /** path to go on to after passing, for instance the machine that was to be booked */
  back?: string;
}

export interface HoursSearch {
  /** slug */
  site?: string;
  part?: 'hours' | 'closures' | 'holidays';
  /** a machine that keeps hours of its own */
  machine?: string;
}

export interface AuditSearch {
  /** what kind of thing was changed */
  kind?: string;
  /** words of the name of who changed it */
  by?: string;
  /** first and last day, yyyy-MM-dd in the region's zone */
  from?: string;
  to?: string;
}

export interface PresetsSearch {
  /** slug of the site */
  site?: string;
  /** slug of the preset that is looked at */
  preset?: string;
}

export interface StatisticsSearch {
  /** slug of the site */
  site?: string;
  range?: 'week' | 'month' | 'term' | 'custom';
  /** first and last day, yyyy-MM-dd in the site's zone */
  from?: string;
  to?: string;
}

export interface QualificationSearch {
  tab?: 'quiz' | 'holders';
}

export interface MachinesSearch {
  q?: string;
  site?: string;
  category?: string;
  state?: 'in_order' | 'out_of_order' | 'retired';
}

export interface NewMachineSearch {
  /** id of the machine that the new one is a copy of */
  from?: string;
  kind?: 'machine' | 'room' | 'booth' | 'kit';
  /** ids of the place where it will stand */
  site?: string;
  room?: string;
}

export interface ClassesSearch {
  q?: string;
  audience?: 'pupils' | 'teachers' | 'students' | 'officials';
  /** slug */
  site?: string;
}

export interface TeachingSearch {
  /** any day of the week that is shown, yyyy-MM-dd */
  day?: string;
}

export interface PlanningSearch {
  part?: 'classes' | 'new' | 'courses' | 'terms';
  /** id of the course that a new class is of */
  course?: string;
}

type Raw = Record<string, unknown>;

function text(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

function count(raw: Raw, key: string): number | undefined {
  const value = Number(raw[key]);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function oneOf<T extends string>(raw: Raw, key: string, allowed: readonly T[]): T | undefined {
  return allowed.find((value) => value === raw[key]);
}

/** Leaves out what is not set, so that addresses stay short. */
function tidy<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

export const catalogueSearch = (raw: Raw): CatalogueSearch =>
  tidy({
    q: text(raw, 'q'),
    site: text(raw, 'site'),
    category: text(raw, 'category'),
    free_at: text(raw, 'free_at'),
    free_minutes: count(raw, 'free_minutes'),
  });

export const timelineSearch = (raw: Raw): TimelineSearch =>
  tidy({
    day: text(raw, 'day'),
    view: oneOf(raw, 'view', ['day', 'week'] as const),
    hours: oneOf(raw, 'hours', ['all'] as const),
    site: text(raw, 'site'),
    category: text(raw, 'category'),
    kind: text(raw, 'kind'),
    q: text(raw, 'q'),
    resource: text(raw, 'resource'),
    starts_at: text(raw, 'starts_at'),
    ends_at: text(raw, 'ends_at'),
  });

export const timeFirstSearch = (raw: Raw): TimeFirstSearch =>
  tidy({
    day: text(raw, 'day'),
    from: text(raw, 'from'),
    to: text(raw, 'to'),
    minutes: count(raw, 'minutes'),
    site: text(raw, 'site'),
    category: text(raw, 'category'),
    kind: text(raw, 'kind'),
  });

export const reservationsSearch = (raw: Raw): ReservationsSearch =>
  tidy({ scope: oneOf(raw, 'scope', ['upcoming', 'past'] as const), id: text(raw, 'id') });

export const daySearch = (raw: Raw): DaySearch => tidy({ site: text(raw, 'site'), date: text(raw, 'date') });

export const hoursSearch = (raw: Raw): HoursSearch =>
  tidy({
    site: text(raw, 'site'),
    part: oneOf(raw, 'part', ['hours', 'closures', 'holidays'] as const),
    machine: text(raw, 'machine'),
  });

export const auditSearch = (raw: Raw): AuditSearch =>
  tidy({ kind: text(raw, 'kind'), by: text(raw, 'by'), from: text(raw, 'from'), to: text(raw, 'to') });

export const presetsSearch = (raw: Raw): PresetsSearch =>
  tidy({ site: text(raw, 'site'), preset: text(raw, 'preset') });

export const statisticsSearch = (raw: Raw): StatisticsSearch =>
  tidy({
    site: text(raw, 'site'),
    range: oneOf(raw, 'range', ['week', 'month', 'term', 'custom'] as const),
    from: text(raw, 'from'),
    to: text(raw, 'to'),
  });

export const qualificationSearch = (raw: Raw): QualificationSearch =>
  tidy({ tab: oneOf(raw, 'tab', ['quiz', 'holders'] as const) });

export const peopleSearch = (raw: Raw): PeopleSearch =>
  tidy({
    q: text(raw, 'q'),
    role: text(raw, 'role'),
    organisation: text(raw, 'organisation'),
    state: oneOf(raw, 'state', ['open', 'closed'] as const),
  });

export const machinesSearch = (raw: Raw): MachinesSearch =>
  tidy({
    q: text(raw, 'q'),
    site: text(raw, 'site'),
    category: text(raw, 'category'),
    state: oneOf(raw, 'state', ['in_order', 'out_of_order', 'retired'] as const),
  });

export const newMachineSearch = (raw: Raw): NewMachineSearch =>
  tidy({
    from: text(raw, 'from'),
    kind: oneOf(raw, 'kind', ['machine', 'room', 'booth', 'kit'] as const),
    site: text(raw, 'site'),
    room: text(raw, 'room'),
  });

/** A path to return to, only ever inside this site. */
export const backSearch = (raw: Raw): { back?: string } => {
  const back = text(raw, 'back');
  return back && /^\/(?![/\\])/.test(back) ? { back } : {};
};

export const classesSearch = (raw: Raw): ClassesSearch =>
  tidy({
    q: text(raw, 'q'),
    audience: oneOf(raw, 'audience', ['pupils', 'teachers', 'students', 'officials'] as const),
    site: text(raw, 'site'),
  });

export const teachingSearch = (raw: Raw): TeachingSearch => tidy({ day: text(raw, 'day') });

export const planningSearch = (raw: Raw): PlanningSearch =>
  tidy({
    part: oneOf(raw, 'part', ['classes', 'new', 'courses', 'terms'] as const),
    course: text(raw, 'course'),
  });
