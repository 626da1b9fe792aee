import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { SessionOut } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import classes from './classes.module.css';

/** Calls one session off, after saying what follows from it. */
export function CancelSession({ one }: { one: SessionOut }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats(one.site.zone);
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const cancelling = useMutation({
    mutationFn: () =>
      post<SessionOut>(
        `/api/class-sessions/${one.id}/cancellation`,
        { reason: reason.trim() || null },
        { ifMatch: one.version },
      ),
    onSuccess: async () => {
      setAsking(false);
      await Promise.all(
        ['class-sessions', 'classes'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
    },
  });
  const when = `${format.day(one.starts_at)}, ${format.range(one.starts_at, one.ends_at)}`;
  return (
    <>
      <Button
        variant="default"
        size="md"
        aria-label={t('off.open_name', { title: words(one.course.title), when })}
        onClick={() => setAsking(true)}
      >
        {t('off.open')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('off.title')}
        consequence={
          <div className={classes.form}>
            <p>
              {words(one.course.title)}, {when}
            </p>
            <p>{t('off.text')}</p>
            <TextInput
              label={t('off.reason')}
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </div>
        }
        confirm={t('off.confirm')}
        keep={t('off.keep')}
        danger
        busy={cancelling.isPending}
        error={cancelling.error}
        onConfirm={() => cancelling.mutate()}
        onClose={() => {
          setAsking(false);
          cancelling.reset();
        }}
      />
    </>
  );
}
