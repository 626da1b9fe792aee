import { useTranslation } from 'react-i18next';
import type { Rules } from '../../../api/contract';
import { errorOf } from './errorOf';
import { GROUP_NAMES, matters, RULE_GROUPS, type RuleName } from './fields';
import { RuleField } from './RuleField';
import classes from '../settings.module.css';

interface Props {
  rules: Rules;
  onChange: (name: RuleName, value: unknown) => void;
  /** by path, such as `rules.min_minutes` */
  errors: Record<string, string>;
}

/** All rules of a category, what belongs together beside each other. */
export function RuleFields({ rules, onChange, errors }: Props) {
  const { t } = useTranslation('rules');
  return (
    <div className={classes.rules}>
      {GROUP_NAMES.map((group) => (
        <section key={group} aria-labelledby={`rules-${group}`} className={classes.ruleGroup}>
          <h3 id={`rules-${group}`}>{t(`group.${group}`)}</h3>
          <div className={classes.grid}>
            {RULE_GROUPS[group]
              .filter((name) => matters(name, rules))
              .map((name) => (
                <RuleField
                  key={name}
                  name={name}
                  value={rules[name]}
                  error={errorOf(errors, name)}
                  onChange={(value) => onChange(name, value)}
                />
              ))}
          </div>
        </section>
      ))}
    </div>
  );
}
