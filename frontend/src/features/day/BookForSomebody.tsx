import { Button, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { Day, Reservation, ResourceCard } from '../../api/contract';
import { useIntent } from '../../api/intent';
import { useFormats } from '../../i18n/format';
import { matches } from '../../i18n/search';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { WhenFields } from '../../timeline/parts/WhenFields';
import type { Span } from '../../timeline/spans';
import { PersonPicker } from '../../ui/PersonPicker';
import { ProblemAlert } from '../../ui/ProblemAlert';

const QUARTER = 15 * 60_000;

interface Props {
  opened: boolean;
  site: string;
  day: Day;
  machines: ResourceCard[];
  onClose: () => void;
}

/** Booking for somebody who stands at the desk or has called; the reason is written down. */
export function BookForSomebody({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation('day');
  return (
    <SideDrawer opened={opened} onClose={onClose} title={t('book.title')}>
      {opened && <BookForm {...rest} onClose={onClose} />}
    </SideDrawer>
  );
}

function BookForm({ site, day, machines, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('day');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const format = useFormats(day.zone);
  const [person, setPerson] = useState<string | null>(null);
  const [machine, setMachine] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const intent = useIntent();
  const [span, setSpan] = useState<Span>(() => {
    const start = Math.ceil(Date.parse(day.at) / QUARTER) * QUARTER;
    return { start, end: start + 4 * QUARTER };
  });
  const book = useMutation({
    mutationFn: () => {
      const body = {
        resource_id: machine,
        for_person_id: person,
        reason: reason.trim(),
        starts_at: new Date(span.start).toISOString(),
        ends_at: new Date(span.end).toISOString(),
      };
      return post<Reservation>('/api/reservations', body, { idempotencyKey: intent.keyFor(body) });
    },
    onSuccess: async (made) => {
      notifications.show({
        color: 'leaf',
        message: t('book.done', {
          name: made.person.full_name,
          machine: made.resource.name,
          span: format.range(made.starts_at, made.ends_at),
        }),
        closeButtonProps: { 'aria-label': common('action.close') },
      });
      await client.invalidateQueries({ queryKey: ['day'] });
      onClose();
    },
  });
  return (
    <Stack>
      <PersonPicker site={site} label={t('book.person')} value={person} onChange={setPerson} />
      <Select
        label={t('book.machine')}
        data={machines.map((each) => ({ value: each.id, label: each.name }))}
        value={machine}
        onChange={setMachine}
        searchable
        filter={({ options, search }) =>
          options.filter((option) => 'value' in option && matches(option.label, search))
        }
      />
      <WhenFields span={span} zone={day.zone} raster={15} withDate onChange={setSpan} />
      <TextInput
        label={t('book.reason')}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <ProblemAlert error={book.error} />
      <Button
        size="md"
        loading={book.isPending}
        disabled={!person || !machine || reason.trim() === ''}
        onClick={() => book.mutate()}
      >
        {t('book.confirm')}
      </Button>
    </Stack>
  );
}
