import { Button, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outage } from '../../api/contract';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { ProblemAlert } from '../../ui/ProblemAlert';
import type { DayVerbs } from './useDay';
import { Reported } from './Reported';

interface Props {
  /** nothing keeps it closed */
  one: Outage | undefined;
  zone: string;
  verbs: DayVerbs;
  onClose: () => void;
}

/** Nothing is wrong: whoever reported it reads why. */
export function DismissFault({ one, zone, verbs, onClose }: Props) {
  const { t } = useTranslation('day');
  return (
    <SideDrawer
      opened={one !== undefined}
      onClose={onClose}
      title={t('fault.dismiss_title', { name: one?.resource.name ?? '' })}
    >
      {one && <DismissForm key={one.id} one={one} zone={zone} verbs={verbs} onClose={onClose} />}
    </SideDrawer>
  );
}

function DismissForm({ one, zone, verbs, onClose }: Props & { one: Outage }) {
  const { t } = useTranslation('day');
  const [note, setNote] = useState('');
  const { dismissFault } = verbs;
  return (
    <Stack>
      <Reported one={one} zone={zone} />
      <Textarea
        label={t('fault.note')}
        description={t('fault.note_note')}
        value={note}
        maxLength={500}
        autosize
        minRows={3}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ProblemAlert error={dismissFault.variables?.one.id === one.id ? dismissFault.error : null} />
      <Button
        size="md"
        loading={dismissFault.isPending}
        onClick={() => dismissFault.mutate({ one, note: note.trim() || null }, { onSuccess: onClose })}
      >
        {t('fault.dismiss_say')}
      </Button>
    </Stack>
  );
}
