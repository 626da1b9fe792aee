import { useTranslation } from 'react-i18next';
import type { Rules } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import classes from './RuleList.module.css';

/** The booking rules as sentences; those that do not bind are not said. */
function useSentences(rules: Rules): string[] {
  const { t } = useTranslation('catalogue');
  const { minutes } = useFormats();
  const roles = rules.roles
    .map((role) => t(`role.${role}` as 'role.student', { defaultValue: role }))
    .join(', ');
  const sentences: [unknown, string][] = [
    [
      true,
      t('rule.length', {
        min: minutes(rules.min_minutes),
        max: minutes(rules.max_minutes),
        raster: minutes(rules.raster_minutes),
      }),
    ],
    [rules.notice_minutes, t('rule.notice', { time: minutes(rules.notice_minutes) })],
    [rules.horizon_days, t('rule.horizon', { count: rules.horizon_days })],
    [rules.quota_minutes_per_day, t('rule.quota_day', { time: minutes(rules.quota_minutes_per_day ?? 0) })],
    [
      rules.quota_minutes_per_week,
      t('rule.quota_week', { time: minutes(rules.quota_minutes_per_week ?? 0) }),
    ],
    [rules.buffer_before_minutes, t('rule.buffer_before', { time: minutes(rules.buffer_before_minutes) })],
    [rules.buffer_after_minutes, t('rule.buffer_after', { time: minutes(rules.buffer_after_minutes) })],
    [rules.cancel_notice_minutes, t('rule.cancel', { time: minutes(rules.cancel_notice_minutes) })],
    [rules.no_show_grace_minutes, t('rule.no_show', { time: minutes(rules.no_show_grace_minutes ?? 0) })],
    [rules.approval === 'always', t('rule.approval')],
    [rules.approval === 'longer', t('rule.approval_longer', { time: minutes(rules.approval_over_minutes) })],
    [!rules.chain, t('rule.no_chain')],
    [rules.min_age, t('rule.min_age', { age: rules.min_age })],
    [roles, t('rule.roles', { roles })],
    [rules.organisation_ids.length > 0, t('rule.organisations')],
  ];
  return sentences.filter(([binds]) => Boolean(binds)).map(([, sentence]) => sentence);
}

export function RuleList({ rules }: { rules: Rules }) {
  return (
    <ul className={classes.rules}>
      {useSentences(rules).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
