/** Whether staff must have a second factor, with how many have one already. */
import { Button, NumberInput, Skeleton, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api/client';
import { factorRuleQuery, type FactorRule as Rule } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './people.module.css';

interface Props {
  kind: 'region' | 'organisation';
  id: string;
}

export function FactorRule({ kind, id }: Props) {
  const { t } = useTranslation('people');
  const { data, error } = useQuery(factorRuleQuery(kind, id));
  return (
    <Panel title={t('rule.title')}>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={80} className={classes.skeleton} />}
      {data && <RuleForm kind={kind} id={id} rule={data} />}
    </Panel>
  );
}

function RuleForm({ kind, id, rule }: Props & { rule: Rule }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const queries = useQueryClient();
  const [required, setRequired] = useState(rule.required);
  const [days, setDays] = useState<number | string>(rule.grace_days);
  const save = useMutation({
    mutationFn: () =>
      request<Rule>('PUT', `/api/second-factor-rules/${kind}/${id}`, {
        body: { required, grace_days: Number(days) },
      }),
    onSuccess: ({ data }) => {
      queries.setQueryData(factorRuleQuery(kind, id).queryKey, data);
      void queries.invalidateQueries({ queryKey: ['session'] });
    },
  });
  const changed = required !== rule.required || (required && Number(days) !== rule.grace_days);
  const have = rule.staff_count - rule.without_count;
  return (
    <div className={`${classes.form} ${classes.inset}`}>
      <p className={classes.note}>
        {t(kind === 'region' ? 'rule.about_region' : 'rule.about_organisation')} {t('rule.resting')}
      </p>
      <p>
        {t('rule.count', { with: have, staff: rule.staff_count })}
        {rule.since && ` ${t('rule.since', { date: format.date(rule.since) })}`}
      </p>
      <Switch
        label={t('rule.required')}
        checked={required}
        onChange={(event) => setRequired(event.currentTarget.checked)}
      />
      {required && (
        <NumberInput
          label={t('rule.grace')}
          min={0}
          max={90}
          clampBehavior="strict"
          allowDecimal={false}
          value={days}
          onChange={setDays}
        />
      )}
      <ProblemAlert error={save.error} />
      <div className={classes.actions}>
        <Button disabled={!changed || days === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {t('rule.save')}
        </Button>
      </div>
      <p role="status">{save.isSuccess && !changed && t('rule.saved')}</p>
    </div>
  );
}
