/** A machine as a flat form: its own rules are fields that are undefined while the category's hold. */
import type { ResourceSettings, Rules, Words } from '../../../api/contract';
import { MEASURES, type RuleName } from '../rules/fields';

type OwnRules = { [N in RuleName as `rules.${N}`]?: Rules[N] };

export interface MachineValues extends OwnRules {
  name: string;
  site_id: string;
  category_id: string;
  room_id: string | null;
  units: number;
  description: Words;
  manual_url: string | null;
  risk: string;
  asset_number: string | null;
  qualification_id: string | null;
}

const RULE_NAMES = Object.keys(MEASURES) as RuleName[];

export const machineValues = (machine: ResourceSettings): MachineValues => ({
  name: machine.name,
  site_id: machine.site.id,
  category_id: machine.category.id,
  room_id: machine.room?.id ?? null,
  units: machine.units,
  description: machine.description,
  manual_url: machine.manual_url,
  risk: machine.risk,
  asset_number: machine.asset_number,
  qualification_id: machine.qualification?.id ?? null,
  ...(Object.fromEntries(RULE_NAMES.map((name) => [`rules.${name}`, wrapped(machine, name)])) as OwnRules),
});

/** Null is a value of some rules, so what is not set is told apart by being undefined. */
function wrapped(machine: ResourceSettings, name: RuleName): unknown {
  return name in machine.own_rules ? { own: machine.own_rules[name] } : null;
}

/** The value that a machine sets itself, in a box; null while the category's holds. */
export type Own = { own: unknown } | null;

export const ownOf = (values: MachineValues, name: RuleName): Own =>
  (values[`rules.${name}`] as unknown as Own) ?? null;

/** The flat fields as the request wants them: what it sets itself, and what goes back to the category. */
export function bodyOf(change: Partial<MachineValues>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  const inherited: string[] = [];
  for (const [field, value] of Object.entries(change)) {
    if (!field.startsWith('rules.')) body[field] = value;
    else if (value) rules[field.slice('rules.'.length)] = (value as unknown as { own: unknown }).own;
    else inherited.push(field.slice('rules.'.length));
  }
  if (Object.keys(rules).length > 0) body['rules'] = rules;
  if (inherited.length > 0) body['inherited'] = inherited;
  return body;
}

/** What is asked for anew once a machine has changed. */
export const REFRESH = [
  ['resource-settings'],
  ['resources'],
  ['resource'],
  ['categories'],
  ['timeline'],
  ['rooms'],
  ['audit'],
];
