import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reservation } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './parts.module.css';
import { useReservationVerbs } from './useReservationVerbs';

interface Props {
  reservation: Reservation;
  zone: string;
  onCancelled: () => void;
  onKeep: () => void;
}

/** Cancelling with its consequences spelled out. */
export function CancelConfirm({ reservation, zone, onCancelled, onKeep }: Props) {
  const { t } = useTranslation('timeline');
  const format = useFormats(zone);
  const { cancel } = useReservationVerbs();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { name } = reservation.resource;
  const span = `${format.day(reservation.starts_at)}, ${format.range(reservation.starts_at, reservation.ends_at)}`;
  const until = reservation.cancel_by && format.timeNear(reservation.cancel_by, reservation.starts_at);

  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await cancel(reservation.id, reservation.version);
      onCancelled();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  return (
    <div className={classes.confirm} role="group" aria-label={t('own.cancel_title')}>
      <p className={classes.question}>{t('own.cancel_title')}</p>
      <p>{t('own.cancel_effect', { name, span })}</p>
      {until && (
        <p className={classes.quiet}>
          {t(reservation.can_cancel ? 'own.cancel_by' : 'own.cancel_late', { time: until })}
        </p>
      )}
      <ProblemAlert error={error} />
      <Group gap="xs">
        {reservation.can_cancel && (
          <Button size="md" color="var(--danger-fill)" loading={busy} onClick={() => void confirm()}>
            {t('own.cancel_confirm')}
          </Button>
        )}
        <Button size="md" variant="default" data-autofocus onClick={onKeep}>
          {t('own.cancel_keep')}
        </Button>
      </Group>
    </div>
  );
}
