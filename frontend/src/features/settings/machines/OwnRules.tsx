import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rules } from '../../../api/contract';
import { Panel } from '../../../ui/Panel';
import { errorOf } from '../rules/errorOf';
import { GROUP_NAMES, MEASURES, RULE_GROUPS, type RuleName } from '../rules/fields';
import { RuleField } from '../rules/RuleField';
import { useRuleWords } from '../rules/useRuleWords';
import { ownOf, type MachineValues } from './values';
import classes from '../settings.module.css';

interface Props {
  values: MachineValues;
  /** of the category, for what the machine takes over */
  rules: Rules;
  onChange: (change: Partial<MachineValues>) => void;
  errors: Record<string, string>;
}

/** Each rule either as the category has it, or of the machine's own. */
export function OwnRules({ values, rules, onChange, errors }: Props) {
  const { t } = useTranslation(['machines', 'rules']);
  const { summary } = useRuleWords();
  const names = Object.keys(MEASURES) as RuleName[];
  const effective = Object.fromEntries(
    names.map((name) => [name, ownOf(values, name)?.own ?? defaultOf(values, rules, name)]),
  ) as unknown as Rules;
  return (
    <Panel title={t('machines:rules')}>
      <div className={classes.fields}>
        <p className={classes.summary}>{summary(effective)}</p>
        <p className={classes.quiet}>{t('machines:rules_note')}</p>
        {GROUP_NAMES.map((group) => (
          <section key={group} aria-labelledby={`own-${group}`}>
            <h3 id={`own-${group}`}>{t(`rules:group.${group}`)}</h3>
            {RULE_GROUPS[group].map((name) => (
              <OwnRule
                key={name}
                name={name}
                values={values}
                rules={rules}
                onChange={onChange}
                errors={errors}
              />
            ))}
          </section>
        ))}
      </div>
    </Panel>
  );
}

/** An own null counts, such as no quota; the category's holds only where nothing is set. */
function defaultOf(values: MachineValues, rules: Rules, name: RuleName): unknown {
  return ownOf(values, name) ? null : rules[name];
}

function OwnRule({ name, values, rules, onChange, errors }: Props & { name: RuleName }) {
  const { t } = useTranslation(['machines', 'rules']);
  const { value } = useRuleWords();
  const own = ownOf(values, name);
  const set = (next: { own: unknown } | null) =>
    onChange({ [`rules.${name}`]: next } as unknown as Partial<MachineValues>);
  return (
    <div className={classes.own}>
      {own ? (
        <RuleField
          name={name}
          value={own.own as Rules[RuleName]}
          error={errorOf(errors, name)}
          onChange={(next) => set({ own: next })}
        />
      ) : (
        <div>
          <p>{t(`rules:field.${name}`)}</p>
          <p className={classes.quiet}>{t('machines:inherited', { value: value(name, rules[name]) })}</p>
        </div>
      )}
      <Switch
        label={t('machines:own')}
        aria-label={t('machines:own_of', { rule: t(`rules:field.${name}`) })}
        checked={own !== null}
        onChange={(event) => set(event.currentTarget.checked ? { own: rules[name] } : null)}
      />
    </div>
  );
}
