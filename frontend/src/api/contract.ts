/**
 * The API's shapes under the names that the screens use. They come from the OpenAPI document (generated/);
 * here only what JSON Schema says less sharply is narrowed. Instants are RFC 3339 strings in UTC.
 */
import type * as api from './generated';

export type Instant = string;
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type {
  Alternative,
  BookingNotices,
  AuditEntry,
  AuditLog,
  ClosureRow,
  DatedHours,
  HolidayOut,
  Holidays,
  HoursPreview,
  HoursSet,
  Impact,
  ImpactIn,
  ImpactItem,
  ImpactRow,
  OpeningDay,
  WeeklyHours,
  Candidate,
  Category,
  ClassCard,
  ClassDetail,
  Course,
  CourseIn,
  DateDecision,
  DateInstead,
  DateReason,
  DateRow,
  PlanIn,
  Preview,
  PublicSession,
  SessionOut,
  Term,
  TermIn,
  Weekly,
  Closing,
  Confirmed,
  Day,
  DemoLetter,
  Founded,
  FoundPerson,
  HeldQualification,
  Holder,
  LetterSent,
  Me,
  Money,
  NextOpening,
  Outage,
  OutageStarted,
  PresetApplied,
  PresetPart,
  PresetPlan,
  PresetSummary,
  Qualification,
  QualificationNeed,
  QualificationSettings,
  QuizContent,
  Quote,
  Statistics,
} from './generated';
export type { Quiz, Session, SignedInDevice, SiteRef, Span, Words } from './generated';

export type Region = api.RegionOut;
export type Site = api.SiteOut;
export type Room = api.RoomOut;
export type OrganisationRef = api.OrganisationOut;
export type Closure = api.ClosedSpan;
export type Reason = NonNullable<api.ProblemDocument['reasons']>[number];
export type FieldError = api.FieldError;
export type QuizResult = api.Attempt;
export type ApiToken = api.Token;
export type NewApiToken = api.NewToken;
export type Reservation = api.Reservation;
export type ReservationState = Reservation['state'];

export type ResourceKind = 'machine' | 'room' | 'person' | 'booth' | 'kit';
export type Risk = 'low' | 'medium' | 'high';
export type ResourceState = 'in_order' | 'out_of_order' | 'retired';

/** What is known to be one of a few words. */
interface Known {
  kind: ResourceKind;
  risk: Risk;
  state: ResourceState;
}

/** Durations in minutes, horizon in days, price in minor units of the region's currency; the server sends all. */
export type Rules = Required<api.BookingRules>;

export type CategoryDetail = Omit<api.CategoryDetail, 'rules'> & { rules: Rules };
export type ResourceLine = Omit<api.ResourceLine, 'kind' | 'state'> & Pick<Known, 'kind' | 'state'>;
export type ResourceSettings = Omit<api.ResourceSettings, keyof Known | 'own_rules' | 'category_rules'> &
  Known & { own_rules: Partial<Rules>; category_rules: Rules };
export type ResourceCard = Omit<api.ResourceCard, keyof Known> & Known;
export type Resource = Omit<api.ResourceDetail, keyof Known | 'rules'> & Known & { rules: Rules };
export type TimelineResource = Omit<api.TimelineResource, keyof Known | 'rules'> & Known & { rules: Rules };
export type TimelineRow = Omit<api.TimelineRow, 'resource'> & { resource: TimelineResource };
export type Timeline = Omit<api.Timeline, 'items'> & { items: TimelineRow[] };
