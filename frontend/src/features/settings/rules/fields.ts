/** The booking rules as fields of a form: what each is measured in, and which belong together. */
import type { Rules } from '../../../api/contract';

export type RuleName = keyof Rules;

export type Measure =
  | 'duration'
  | 'optional_duration'
  | 'raster'
  | 'days'
  | 'hours'
  | 'age'
  | 'price'
  | 'flag'
  | 'roles'
  | 'organisations'
  | 'approval';

export const MEASURES: Record<RuleName, Measure> = {
  min_minutes: 'duration',
  max_minutes: 'duration',
  raster_minutes: 'raster',
  chain: 'flag',
  notice_minutes: 'duration',
  horizon_days: 'days',
  cancel_notice_minutes: 'duration',
  buffer_before_minutes: 'duration',
  buffer_after_minutes: 'duration',
  quota_minutes_per_day: 'optional_duration',
  quota_minutes_per_week: 'optional_duration',
  roles: 'roles',
  organisation_ids: 'organisations',
  min_age: 'age',
  price_per_hour: 'price',
  approval: 'approval',
  approval_over_minutes: 'duration',
  approval_hours: 'hours',
  check_in_early_minutes: 'duration',
  no_show_grace_minutes: 'optional_duration',
};

export const RULE_GROUPS = {
  length: ['min_minutes', 'max_minutes', 'raster_minutes', 'chain'],
  ahead: ['notice_minutes', 'horizon_days', 'cancel_notice_minutes'],
  buffers: ['buffer_before_minutes', 'buffer_after_minutes'],
  quotas: ['quota_minutes_per_day', 'quota_minutes_per_week'],
  who: ['roles', 'organisation_ids', 'min_age', 'price_per_hour'],
  approval: ['approval', 'approval_over_minutes', 'approval_hours'],
  arrival: ['check_in_early_minutes', 'no_show_grace_minutes'],
} as const satisfies Record<string, readonly RuleName[]>;

export type RuleGroup = keyof typeof RULE_GROUPS;
export const GROUP_NAMES = Object.keys(RULE_GROUPS) as RuleGroup[];

/** Rules that mean nothing beside the others are not asked for. */
export function matters(name: RuleName, rules: Rules): boolean {
  if (name === 'approval_over_minutes') return rules.approval === 'longer';
  if (name === 'approval_hours') return rules.approval !== 'none';
  return true;
}

/** Steps that divide a day: what a raster can be. */
export const RASTERS = [5, 10, 15, 20, 30, 60, 120, 180, 240, 720, 1440];

export const ROLES = ['student', 'teacher', 'founder', 'mentor', 'guardian', 'lab', 'manager', 'admin'];
