/** One holiday: on which dates it closes the place, and what becomes of the bookings on them. */
import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { HolidayOut } from '../../api/contract';
import { DateField } from '../../ui/DateTimeField';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { isImpact, useImpact } from '../../ui/useImpact';
import { dayText } from './days';
import classes from './hours.module.css';

export interface HolidayScope {
  scope_kind: 'region' | 'site';
  scope_id: string;
}

interface Props {
  item: HolidayOut;
  decision: 'accepted' | 'moved' | 'refused';
  scope: HolidayScope;
  zone: string;
  today: string;
  onDone: () => void;
}

export function HolidayForm({ item, decision, scope, zone, today, onDone }: Props) {
  const { t } = useTranslation('hours');
  const [first, setFirst] = useState<string | null>(decision === 'moved' ? null : item.starts_on);
  const [last, setLast] = useState<string | null>(decision === 'moved' ? null : item.ends_on);
  const [key] = useState(newIdempotencyKey);
  const moved = decision === 'moved';
  const complete = !moved || (first !== null && last !== null && first <= last);
  const body = {
    key: item.key,
    ...scope,
    decision,
    ...(moved ? { starts_on: first, ends_on: last } : {}),
  };
  const asks = decision !== 'refused' && complete;
  const impact = useImpact(asks ? '/api/holidays/decisions/impact' : null, body);
  const decide = useMutation({
    mutationFn: () =>
      post<unknown>(
        '/api/holidays/decisions',
        { ...body, impact: impact.given },
        { idempotencyKey: `${key}-${impact.impact?.digest ?? ''}` },
      ),
    onSuccess: onDone,
    onError: (error) => impact.adopt(error),
  });
  return (
    <Stack>
      <p className={classes.note}>{t(`holiday.text.${decision}`)}</p>
      {moved ? (
        <Group grow align="start">
          <DateField
            label={t('holiday.first')}
            value={first}
            min={today}
            onChange={(day) => {
              setFirst(day);
              if (day && (last === null || last < day)) setLast(day);
            }}
          />
          <DateField label={t('holiday.last')} value={last} min={first ?? today} onChange={setLast} />
        </Group>
      ) : (
        <p>{[...new Set([item.starts_on, item.ends_on])].map(dayText).join(' – ')}</p>
      )}
      {asks && <ImpactPanel state={impact} zone={zone} />}
      <ProblemAlert error={isImpact(decide.error) ? null : decide.error} />
      <Button
        size="md"
        loading={decide.isPending}
        disabled={!complete || impact.isPending || impact.error !== null}
        onClick={() => decide.mutate()}
      >
        {t(`holiday.verb.${decision}`)}
      </Button>
    </Stack>
  );
}
