/** What is weighty enough to be asked: closing or opening an account, taking off a second factor. */
import { Skeleton, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, patch, post } from '../../api/client';
import type { Closing } from '../../api/contract';
import type { Person } from '../../api/people';
import { useRegion } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './people.module.css';

interface Props {
  person: Person;
  onClose: () => void;
}

export function AccountDialog({ person, onClose }: Props) {
  const { t } = useTranslation('people');
  const name = person.full_name;
  const { reason, field, act } = useReasoned(onClose, (why) =>
    patch(`/api/people/${person.id}`, { active: !person.active, reason: why }, { ifMatch: person.version }),
  );
  return (
    <ConfirmDialog
      opened
      danger={person.active}
      title={t(person.active ? 'person.close_title' : 'person.open_title', { name })}
      consequence={
        <Stack>
          <p>{t(person.active ? 'person.close_text' : 'person.open_text')}</p>
          {person.active && <CalledOff id={person.id} />}
          {field}
        </Stack>
      }
      confirm={t(person.active ? 'person.close' : 'person.open')}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate(reason)}
      onClose={onClose}
    />
  );
}

/** The bookings that closing the account calls off. */
function CalledOff({ id }: { id: string }) {
  const { t } = useTranslation('people');
  const { zone } = useRegion();
  const format = useFormats(zone);
  const { data, error } = useQuery({
    queryKey: ['people', id, 'closing'],
    queryFn: ({ signal }) => get<Closing>(`/api/people/${id}/closing`, undefined, signal),
    staleTime: 0,
  });
  return (
    <div role="status">
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={48} aria-hidden />}
      {data && (
        <p>{data.count > 0 ? t('person.called_off', { count: data.count }) : t('person.nothing_ahead')}</p>
      )}
      {data && data.count > 0 && (
        <ul className={classes.calledOff}>
          {data.items.map((one) => (
            <li key={one.subject_id}>
              {one.resource_name} · {format.day(one.starts_at)}, {format.range(one.starts_at, one.ends_at)}
            </li>
          ))}
        </ul>
      )}
      {data && data.count > data.items.length && (
        <p>{t('person.and_more', { count: data.count - data.items.length })}</p>
      )}
    </div>
  );
}

export function ResetDialog({ person, onClose }: Props) {
  const { t } = useTranslation('people');
  const { reason, field, act } = useReasoned(onClose, (why) =>
    post(`/api/people/${person.id}/second-factor/reset`, { reason: why }),
  );
  return (
    <ConfirmDialog
      opened
      danger
      title={t('person.factor_reset_title', { name: person.full_name })}
      consequence={
        <Stack>
          <p>{t('person.factor_reset_text')}</p>
          {field}
        </Stack>
      }
      confirm={t('person.factor_reset')}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate(reason)}
      onClose={onClose}
    />
  );
}

/** An act with a reason beside it, for the audit trail. */
function useReasoned(onDone: () => void, work: (reason: string | null) => Promise<unknown>) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: (why: string) => work(why.trim() || null),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['audit'] }),
      ]);
      onDone();
    },
  });
  const field = (
    <Textarea
      label={t('person.reason')}
      maxLength={500}
      autosize
      minRows={2}
      value={reason}
      onChange={(event) => setReason(event.currentTarget.value)}
    />
  );
  return { reason, field, act };
}
