/** What is wrong with a machine, told to its staff by those who use it. */
import { Button, Checkbox, Chip, Group, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post, put } from '../../api/client';
import type { Outage } from '../../api/contract';
import { PhotoChoice } from '../../ui/PhotoChoice';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useChosenPhoto } from '../../ui/useChosenPhoto';
import { SideDrawer } from './SideDrawer';
import classes from './parts.module.css';

const KINDS = ['dead', 'jammed', 'poor', 'worn', 'unsafe'] as const;

interface Props {
  machine: { id: string; name: string };
  opened: boolean;
  onClose: () => void;
}

export default function ReportFaultDrawer({ machine, opened, onClose }: Props) {
  const { t } = useTranslation('faults');
  return (
    <SideDrawer opened={opened} onClose={onClose} title={t('title', { name: machine.name })}>
      <FaultForm machine={machine} onClose={onClose} />
    </SideDrawer>
  );
}

/** The report stands by itself: a photo that is refused is tried again, or left out. */
function FaultForm({ machine, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('faults');
  const { t: day } = useTranslation('day');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const photo = useChosenPhoto();
  const [kind, setKind] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [unsafe, setUnsafe] = useState(false);
  const [made, setMade] = useState<Outage | null>(null);
  const [missing, setMissing] = useState(false);
  // The same report sent twice counts once; another text is another report.
  const [key, setKey] = useState(newIdempotencyKey);
  const usual = KINDS.find((each) => each === kind);
  const reason = [usual && day(`fault.reasons.${usual}`), words.trim()]
    .filter(Boolean)
    .join('. ')
    .slice(0, 500);
  const send = useMutation({
    mutationFn: async () => {
      const body = { resource_id: machine.id, reason, safety: unsafe };
      const fault = made ?? (await post<Outage>('/api/fault-reports', body, { idempotencyKey: key }));
      setMade(fault);
      if (!photo.file) return;
      await put(`/api/outages/${encodeURIComponent(fault.id)}/photo`, photo.file, { ifMatch: fault.version });
    },
    onSuccess: () => {
      notifications.show({
        color: 'leaf',
        message: t('sent', { name: machine.name }),
        closeButtonProps: { 'aria-label': common('action.close') },
      });
      void queries.invalidateQueries({ queryKey: ['day'] });
      onClose();
    },
  });
  const edit = () => {
    setKey(newIdempotencyKey());
    setMissing(false);
    send.reset();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === '') setMissing(true);
        else send.mutate();
      }}
    >
      <Stack>
        <p className={classes.quiet}>{t('lead')}</p>
        <Chip.Group
          value={kind}
          onChange={(value) => {
            setKind(value);
            setUnsafe(value === 'unsafe');
            edit();
          }}
        >
          <Group gap={8} role="radiogroup" className={classes.kinds} aria-label={t('kind')}>
            <p className={classes.offersTitle}>{t('kind')}</p>
            {KINDS.map((each) => (
              <Chip key={each} value={each} size="md" disabled={made !== null} className={classes.kind}>
                {day(`fault.reasons.${each}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Textarea
          label={t('words')}
          description={t('words_note')}
          value={words}
          maxLength={400}
          autosize
          minRows={3}
          disabled={made !== null}
          error={missing ? t('missing') : undefined}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            edit();
          }}
        />
        <Checkbox
          label={t('unsafe')}
          checked={unsafe}
          disabled={made !== null}
          onChange={(event) => {
            setUnsafe(event.currentTarget.checked);
            edit();
          }}
        />
        <PhotoChoice photo={photo} disabled={send.isPending} />
        {made && !send.isPending && <p role="status">{t('arrived')}</p>}
        <ProblemAlert error={send.error} />
        <Group gap="xs">
          <Button type="submit" size="md" loading={send.isPending}>
            {t(made ? (photo.file ? 'again' : 'without') : 'send')}
          </Button>
          <Button variant="default" size="md" onClick={onClose}>
            {common('action.close')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
