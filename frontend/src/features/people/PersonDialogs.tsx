/** What is weighty enough to be asked: closing or opening an account, taking off a second factor. */
import { Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client';
import type { Person } from '../../api/people';
import { CalledOff } from '../../ui/CalledOff';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

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
          {person.active && (
            <CalledOff
              account={`/api/people/${person.id}`}
              says={{
                some: (count) => t('person.called_off', { count }),
                none: t('person.nothing_ahead'),
                more: (count) => t('person.and_more', { count }),
              }}
            />
          )}
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
