/** A category as a flat form: each rule is a field of its own, so that two people's changes compare by rule. */
import type { CategoryDetail, Rules, Words } from '../../../api/contract';
import { MEASURES, type RuleName } from './fields';

export type RuleValues = { [N in RuleName as `rules.${N}`]: Rules[N] };

export interface CategoryValues extends RuleValues {
  name: Words;
  description: Words;
  icon: string;
  position: number;
  qualification_id: string | null;
}

const RULE_NAMES = Object.keys(MEASURES) as RuleName[];

export const categoryValues = (category: CategoryDetail): CategoryValues => ({
  name: category.name,
  description: category.description,
  icon: category.icon,
  position: category.position,
  qualification_id: category.qualification?.id ?? null,
  ...(Object.fromEntries(
    RULE_NAMES.map((name) => [`rules.${name}`, category.rules[name]]),
  ) as unknown as RuleValues),
});

export function rulesOf(values: CategoryValues): Rules {
  return Object.fromEntries(RULE_NAMES.map((name) => [name, values[`rules.${name}`]])) as unknown as Rules;
}

/** The flat fields as the request wants them: rules in an object of their own. */
export function bodyOf(change: Partial<CategoryValues>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(change)) {
    if (field.startsWith('rules.')) rules[field.slice('rules.'.length)] = value;
    else body[field] = value;
  }
  return Object.keys(rules).length > 0 ? { ...body, rules } : body;
}

/** A new category with the rules that the server takes where nothing is said. */
export const EMPTY_CATEGORY: CategoryDetail = {
  id: '',
  slug: '',
  name: { vi: '', en: '' },
  description: { vi: '', en: '' },
  icon: 'other',
  position: 0,
  qualification: null,
  rules: {
    min_minutes: 30,
    max_minutes: 240,
    raster_minutes: 15,
    notice_minutes: 0,
    horizon_days: 28,
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
  },
  machine_count: 0,
  version: 0,
};
