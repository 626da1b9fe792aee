/** Shapes of the HTTP API as the screens use them. Instants are RFC 3339 strings in UTC. */

export type Instant = string;
export interface Words {
  vi: string;
  en: string;
}
export interface Money {
  amount: number;
  currency: string;
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export interface Span {
  starts_at: Instant;
  ends_at: Instant;
}

export interface Region {
  id: string;
  name: Words;
  tagline: Words;
  zone: string;
  currency: string;
  locale: string;
  locales: string[];
  demo: boolean;
  now: Instant;
}

export type SiteKind = 'fablab' | 'incubator' | 'lab' | 'centre' | 'mobile';
export type Sector = 'state' | 'enterprise' | 'academia' | 'community';

export interface SiteRef {
  id: string;
  slug: string;
  name: Words;
}
export interface Closure extends Span {
  reason: Words;
}

export interface Site extends SiteRef {
  description: Words;
  kind: SiteKind;
  organisation: { id: string; name: Words; sector: Sector } | null;
  address: string;
  latitude: number | null;
  longitude: number | null;
  zone: string;
  open_now: boolean;
  opens_at: Instant | null;
  closes_at: Instant | null;
  hours: { weekday: number; opens: string; closes: string }[];
  closures: Closure[];
}

export interface CategoryRef {
  id: string;
  slug: string;
  name: Words;
  icon: string;
}

export interface Category extends CategoryRef {
  description: Words;
  machine_count: number;
  qualification: { id: string; name: Words } | null;
}

export type ResourceKind = 'machine' | 'room' | 'person' | 'booth' | 'kit';
export type Risk = 'low' | 'medium' | 'high';
export type ResourceState = 'in_order' | 'out_of_order' | 'retired';

export interface QualificationNeed {
  id: string;
  name: Words;
  /** null when nobody is signed in */
  held: boolean | null;
  quiz_id: string | null;
}

export interface ResourceCard {
  id: string;
  kind: ResourceKind;
  name: string;
  category: CategoryRef;
  site: SiteRef;
  room: { id: string; name: Words } | null;
  photo_url: string | null;
  risk: Risk;
  state: ResourceState;
  state_note: Words | null;
  units: number;
  free_now: boolean;
  free_until: Instant | null;
  next_free_at: Instant | null;
  qualification: QualificationNeed | null;
  price_per_hour: Money | null;
}

/** Durations in minutes, horizon in days, price in minor units of the region's currency. */
export interface Rules {
  min_minutes: number;
  max_minutes: number;
  raster_minutes: number;
  notice_minutes: number;
  horizon_days: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  quota_minutes_per_day: number | null;
  quota_minutes_per_week: number | null;
  cancel_notice_minutes: number;
  chain: boolean;
  roles: string[];
  organisation_ids: string[];
  min_age: number | null;
  price_per_hour: number | null;
}

export interface Resource extends ResourceCard {
  description: Words;
  manual_url: string | null;
  rules: Rules;
  created_at: Instant;
}

export interface TimelineRow {
  resource: Pick<
    ResourceCard,
    | 'id'
    | 'kind'
    | 'name'
    | 'category'
    | 'site'
    | 'room'
    | 'risk'
    | 'state'
    | 'units'
    | 'qualification'
    | 'price_per_hour'
  > & { rules: Rules };
  open: Span[];
  closures: Closure[];
  busy: (Span & {
    units: number;
    mine: boolean;
    reservation_id: string | null;
    state: 'confirmed' | 'held' | 'in_use';
  })[];
  blocked: (Span & { units: number })[];
}

export interface Timeline {
  from: Instant;
  to: Instant;
  now: Instant;
  items: TimelineRow[];
}

export interface Reason {
  code: string;
  message: string;
  params: Record<string, unknown>;
}

export interface Alternative extends Span {
  resource_id: string;
  name: string;
  site_id: string;
  site_name: Words;
  why: 'same_later' | 'same_earlier' | 'other_machine' | 'other_site';
}

export interface Quote {
  price: Money | null;
  reasons: Reason[];
  alternatives: Alternative[];
  qualification: QualificationNeed | null;
}

export type ReservationState = 'confirmed' | 'cancelled' | 'in_use' | 'done';

export interface Reservation extends Span {
  id: string;
  resource: Pick<ResourceCard, 'id' | 'name' | 'kind' | 'site' | 'room'>;
  person: { id: string; full_name: string };
  units: number;
  state: ReservationState;
  price: Money | null;
  reason: string | null;
  version: number;
  created_at: Instant;
  can_move: boolean;
  can_cancel: boolean;
  cancel_by: Instant | null;
}

export interface Qualification {
  id: string;
  code: string;
  name: Words;
  description: Words;
  valid_days: number | null;
  quiz_id: string | null;
  categories: string[];
}

export interface HeldQualification {
  qualification: Qualification;
  granted_at: Instant;
  expires_at: Instant | null;
  evidence: string;
  given_by: string | null;
  state: 'valid' | 'expired' | 'revoked';
}

export interface Quiz {
  id: string;
  title: Words;
  intro: Words;
  qualification: { id: string; name: Words };
  pass_mark: number;
  questions: { id: string; text: Words; choices: { id: string; text: Words }[]; many: boolean }[];
  retry_at: Instant | null;
  passed: boolean;
}

export interface QuizResult {
  score: number;
  passed: boolean;
  pass_mark: number;
  wrong: string[];
  explanations: Record<string, Words>;
  retry_at: Instant | null;
  expires_at: Instant | null;
}

export interface HeldRole {
  role: string;
  scope_kind: string;
  scope_id: string | null;
  scope_name: Words | null;
}

export interface Me {
  id: string;
  full_name: string;
  email: string | null;
  locale: string;
  zone: string;
  roles: HeldRole[];
  permissions: string[];
  version: number;
}

export interface Session {
  person: Me | null;
  /** null while nobody is signed in */
  csrf_token: string | null;
}

export interface SignedInDevice {
  id: string;
  created_at: Instant;
  last_seen_at: Instant;
  address: string | null;
  user_agent: string | null;
  current: boolean;
}

export interface ApiToken {
  id: string;
  label: string;
  scopes: string[];
  created_at: Instant;
  expires_at: Instant | null;
  last_used_at: Instant | null;
}
