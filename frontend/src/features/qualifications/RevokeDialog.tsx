import { Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { Holder } from '../../api/contract';
import { useRegion } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { isImpact, useImpact } from '../../ui/useImpact';

interface Props {
  holder: Holder | null;
  onClose: () => void;
}

/** Takes a qualification back, with the reason; what is booked on it is decided on along with that. */
export function RevokeDialog({ holder, onClose }: Props) {
  return holder && <Asked key={holder.grant_id} holder={holder} onClose={onClose} />;
}

function Asked({ holder, onClose }: { holder: Holder; onClose: () => void }) {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { zone } = useRegion();
  const path = `/api/qualification-grants/${holder.grant_id}/revoke`;
  // The list does not depend on the reason, and there may be none yet.
  const impact = useImpact(`${path}/impact`, { reason: '-' });
  const revoke = useMutation({
    mutationFn: () =>
      post(path, { reason: reason.trim(), impact: impact.given }, { idempotencyKey: newIdempotencyKey() }),
    onSuccess: async () => {
      await Promise.all(
        [['qualification-grants'], ['qualification-settings']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
      onClose();
    },
    onError: (error) => impact.adopt(error),
  });
  return (
    <ConfirmDialog
      opened
      title={t('revoke.title', { name: holder.full_name })}
      consequence={
        <Stack>
          <p>{t('revoke.text', { qualification: words(holder.qualification.name) })}</p>
          <TextInput
            label={t('revoke.reason')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing && reason.trim() === '' ? t('revoke.reason_missing') : undefined}
          />
          <ImpactPanel state={impact} zone={zone} />
        </Stack>
      }
      confirm={t('revoke.open')}
      danger
      busy={revoke.isPending || impact.isPending}
      error={isImpact(revoke.error) ? null : revoke.error}
      onConfirm={() => (reason.trim() === '' ? setMissing(true) : revoke.mutate())}
      onClose={onClose}
    />
  );
}
