import { Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, newIdempotencyKey, post } from '../../api/client';
import type { Holder, Page, Resting } from '../../api/contract';
import { formatsFor } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './qualifications.module.css';

interface Props {
  holder: Holder | null;
  onClose: () => void;
}

/** Takes a qualification back, with the reason, after showing what is booked on it. */
export function RevokeDialog({ holder, onClose }: Props) {
  return holder && <Asked key={holder.grant_id} holder={holder} onClose={onClose} />;
}

function Asked({ holder, onClose }: { holder: Holder; onClose: () => void }) {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const revoke = useMutation({
    mutationFn: () =>
      post(
        `/api/qualification-grants/${holder.grant_id}/revoke`,
        { reason: reason.trim() },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: async () => {
      await Promise.all(
        [['qualification-grants'], ['qualification-settings']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('revoke.title', { name: holder.full_name })}
      consequence={
        <Stack>
          <p>{t('revoke.text', { qualification: words(holder.qualification.name) })}</p>
          <Bookings grant={holder.grant_id} />
          <TextInput
            label={t('revoke.reason')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing && reason.trim() === '' ? t('revoke.reason_missing') : undefined}
          />
        </Stack>
      }
      confirm={t('revoke.open')}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => (reason.trim() === '' ? setMissing(true) : revoke.mutate())}
      onClose={onClose}
    />
  );
}

/** What the person has booked that nothing but this grant allows. */
function Bookings({ grant }: { grant: string }) {
  const { t } = useTranslation('qualifications');
  const language = useLanguage();
  const found = useQuery({
    queryKey: ['grant-bookings', grant],
    queryFn: async ({ signal }) =>
      (await get<Page<Resting>>(`/api/qualification-grants/${grant}/bookings`, undefined, signal)).items,
    staleTime: 0,
  });
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return null;
  if (found.data.length === 0) return <p>{t('revoke.no_bookings')}</p>;
  return (
    <div>
      <p>{t('revoke.bookings', { count: found.data.length })}</p>
      <ul>
        {found.data.map((booking) => {
          const format = formatsFor(language, booking.zone);
          return (
            <li key={booking.reservation_id} className={classes.note}>
              {booking.resource}, {format.day(booking.starts_at)},{' '}
              {format.range(booking.starts_at, booking.ends_at)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
