/** The rooms of a site: added and changed in a drawer, deleted while nothing was ever put into them. */
import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, patch, post, remove } from '../../../api/client';
import type { Room, Site } from '../../../api/contract';
import { useWords } from '../../../i18n/useWords';
import { SideDrawer } from '../../../timeline/parts/SideDrawer';
import { useAuditWords } from '../../../ui/audit';
import { Difference } from '../../../ui/Difference';
import { ExportMenu } from '../../../ui/ExportMenu';
import { fieldErrors } from '../../../ui/fieldErrors';
import { History } from '../../../ui/History';
import { InTheWay } from '../../../ui/InTheWay';
import { LinkButton } from '../../../ui/LinkButton';
import { Panel } from '../../../ui/Panel';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { StatusBadge } from '../../../ui/Status';
import { useVersioned } from '../../../ui/useVersioned';
import { WordsField } from '../../../ui/WordsField';
import { roomsQuery } from '../queries';
import classes from '../settings.module.css';

const REFRESH = [['rooms'], ['audit']];

type RoomValues = Pick<Room, 'name' | 'floor' | 'capacity'>;
const roomValues = ({ name, floor, capacity }: Room): RoomValues => ({ name, floor, capacity });
const EMPTY: RoomValues = { name: { vi: '', en: '' }, floor: null, capacity: null };

export function Rooms({ site }: { site: Site }) {
  const { t } = useTranslation('sites');
  const words = useWords();
  const { data, error } = useQuery(roomsQuery(site.id));
  const [open, setOpen] = useState<Room | 'new' | null>(null);
  const close = () => setOpen(null);
  return (
    <Panel
      title={t('rooms')}
      aside={
        <Group gap="xs">
          <ExportMenu list="rooms" filter={{ site: site.slug }} />
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setOpen('new')}
          >
            {t('add_room')}
          </Button>
        </Group>
      }
    >
      <ProblemAlert error={error} />
      {data?.length === 0 && <p className={classes.empty}>{t('no_rooms')}</p>}
      {data && data.length > 0 && (
        <ul className={`${classes.list} ${classes.inner}`}>
          {data.map((room) => (
            <li key={room.id} className={`${classes.row} ${classes.plainRow}`}>
              <span className={classes.what}>
                <span className={classes.name}>{words(room.name)}</span>
                <span className={classes.quiet}>
                  {[
                    room.floor && t('floor_of', { floor: room.floor }),
                    room.capacity && t('capacity_of', { count: room.capacity }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <span className={classes.aside}>
                {room.retired_at && <StatusBadge tone="closed">{t('retired')}</StatusBadge>}
                <Button
                  variant="default"
                  aria-label={t('edit_room', { name: words(room.name) })}
                  onClick={() => setOpen(room)}
                >
                  {t('edit')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      )}
      <SideDrawer
        opened={open !== null}
        onClose={close}
        title={open && open !== 'new' ? words(open.name) : t('add_room')}
      >
        {open === 'new' && <NewRoom site={site} onDone={close} />}
        {open && open !== 'new' && <EditRoom key={open.id} room={open} site={site} onDone={close} />}
      </SideDrawer>
    </Panel>
  );
}

function NewRoom({ site, onDone }: { site: Site; onDone: () => void }) {
  const { t } = useTranslation('sites');
  const queries = useQueryClient();
  const [values, setValues] = useState(EMPTY);
  const [key] = useState(newIdempotencyKey);
  const add = useMutation({
    mutationFn: () => post<Room>('/api/rooms', { ...values, site_id: site.id }, { idempotencyKey: key }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['rooms'] });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack>
        <RoomFields values={values} onChange={setValues} errors={fieldErrors(add.error)} />
        <ProblemAlert error={add.error} />
        <Button type="submit" size="md" loading={add.isPending}>
          {t('add_room')}
        </Button>
      </Stack>
    </form>
  );
}

function EditRoom({ room, site, onDone }: { room: Room; site: Site; onDone: () => void }) {
  const { t } = useTranslation('sites');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const { field, value } = useAuditWords();
  const [values, setValues] = useState(() => roomValues(room));
  const path = `/api/rooms/${room.id}`;
  const refresh = async () => {
    await Promise.all(REFRESH.map((queryKey) => queries.invalidateQueries({ queryKey })));
    onDone();
  };
  const saving = useVersioned<Room, RoomValues>({
    path,
    values: roomValues,
    invalidate: REFRESH,
    onSaved: onDone,
  });
  const retire = useMutation({
    mutationFn: () => patch<Room>(path, { retired: !room.retired_at }, { ifMatch: room.version }),
    onSuccess: refresh,
  });
  const away = useMutation({ mutationFn: () => remove(path, { ifMatch: room.version }), onSuccess: refresh });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.save(room, values);
        }}
      >
        <Stack>
          <RoomFields values={values} onChange={setValues} errors={fieldErrors(saving.error)} />
          <ProblemAlert error={saving.clash ? null : saving.error} />
          <Button type="submit" size="md" loading={saving.isPending}>
            {common('action.save')}
          </Button>
        </Stack>
      </form>
      {!room.retired_at && (
        <LinkButton
          variant="default"
          to="/cai-dat/may/$id"
          params={{ id: 'moi' }}
          search={{ kind: 'room', site: site.id, room: room.id }}
        >
          {t('bookable')}
        </LinkButton>
      )}
      <Group grow>
        <Button variant="default" loading={retire.isPending} onClick={() => retire.mutate()}>
          {t(room.retired_at ? 'restore' : 'retire')}
        </Button>
        <Button variant="default" loading={away.isPending} onClick={() => away.mutate()}>
          {t('delete_room')}
        </Button>
      </Group>
      <InTheWay error={retire.error ?? away.error} zone={site.zone} />
      <History kind="room" id={room.id} />
      <Difference
        clash={saving.clash}
        label={field}
        show={(name, given) => value(name, given, {})}
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
    </Stack>
  );
}

interface FieldsProps {
  values: RoomValues;
  onChange: (values: RoomValues) => void;
  errors: Record<string, string>;
}

function RoomFields({ values, onChange, errors }: FieldsProps) {
  const { t } = useTranslation('sites');
  return (
    <>
      <WordsField
        label={t('room_name')}
        path="name"
        required
        value={values.name}
        errors={errors}
        onChange={(name) => onChange({ ...values, name })}
      />
      <div className={classes.grid}>
        <TextInput
          label={t('floor')}
          value={values.floor ?? ''}
          error={errors['floor']}
          maxLength={40}
          onChange={(event) => onChange({ ...values, floor: event.currentTarget.value || null })}
        />
        <NumberInput
          label={t('capacity')}
          value={values.capacity ?? ''}
          error={errors['capacity']}
          min={1}
          max={100000}
          allowDecimal={false}
          onChange={(count) => onChange({ ...values, capacity: typeof count === 'number' ? count : null })}
        />
      </div>
    </>
  );
}
