/** A machine that is to be added: of nothing yet, or as a copy of another one. */
import { Button, Checkbox, Group, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post, put } from '../../../api/client';
import type { ResourceSettings } from '../../../api/contract';
import { sitesQuery } from '../../../api/queries';
import { useMe } from '../../../api/session';
import { fieldErrors } from '../../../ui/fieldErrors';
import { runsSite } from '../../../ui/ownSites';
import { Panel } from '../../../ui/Panel';
import { ownPhoto } from '../../../ui/photo';
import { PhotoChoice } from '../../../ui/PhotoChoice';
import { PhotoFrame } from '../../../ui/PhotoFrame';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SaveBar } from '../../../ui/SaveBar';
import { SettingsPage } from '../../../ui/SettingsPage';
import { useChosenPhoto } from '../../../ui/useChosenPhoto';
import { useDraft } from '../../../ui/useDraft';
import { categoryQuery, machineQuery } from '../queries';
import { MachineFields } from './MachineFields';
import { OwnRules } from './OwnRules';
import { useBack } from './useBack';
import { bodyOf, machineValues, REFRESH, type MachineValues } from './values';
import classes from '../settings.module.css';

const route = getRouteApi('/settings/cai-dat/may/$id');

export function NewMachinePage({ from }: { from: string | undefined }) {
  return from ? <CopiedMachine from={from} /> : <EmptyMachine />;
}

function CopiedMachine({ from }: { from: string }) {
  const { t } = useTranslation('machines');
  const { data, error } = useQuery(machineQuery(from));
  const back = useBack();
  if (data)
    return (
      <NewMachine
        kind={data.kind}
        copied
        start={{ ...machineValues(data), name: t('copy_of', { name: data.name }), asset_number: null }}
        photoOf={data}
      />
    );
  return (
    <SettingsPage title={t('new')} back={back}>
      <ProblemAlert error={error} />
      {!error && <Skeleton height={320} radius={12} aria-hidden />}
    </SettingsPage>
  );
}

/** A machine of nothing yet, at the site that one came from or at the only one that one sets up. */
function EmptyMachine() {
  const { t } = useTranslation('machines');
  const { site, room } = route.useSearch();
  const me = useMe();
  const { data, error } = useQuery(sitesQuery);
  const back = useBack();
  const own = data?.filter((each) => runsSite(me, each));
  const only = own?.length === 1 ? own[0]?.id : undefined;
  if (own) return <NewMachine start={{ ...EMPTY, site_id: site ?? only ?? '', room_id: room ?? null }} />;
  return (
    <SettingsPage title={t('new')} back={back}>
      <ProblemAlert error={error} />
      {!error && <Skeleton height={320} radius={12} aria-hidden />}
    </SettingsPage>
  );
}

const EMPTY: MachineValues = {
  name: '',
  site_id: '',
  category_id: '',
  room_id: null,
  units: 1,
  description: { vi: '', en: '' },
  manual_url: null,
  risk: 'low',
  asset_number: null,
  qualification_id: null,
};

interface NewProps {
  kind?: string;
  start: MachineValues;
  /** a copy may be added as it stands */
  copied?: boolean;
  /** whose photo it may take along */
  photoOf?: ResourceSettings;
}

/** The machine is there once it is added, whatever becomes of its photo: that is tried again, or left out. */
function NewMachine({ kind, start, copied = false, photoOf }: NewProps) {
  const { t } = useTranslation('machines');
  const { t: pictures } = useTranslation('photo');
  const back = useBack();
  const search = route.useSearch();
  const [empty] = useState({ values: start, version: 0 });
  const form = useDraft(empty, ({ values }) => values);
  const rules = useQuery({
    ...categoryQuery(form.draft.category_id),
    enabled: form.draft.category_id !== '',
  }).data?.rules;
  const photo = useChosenPhoto();
  const taken = ownPhoto(photoOf?.photo_url ?? null);
  const [along, setAlong] = useState(taken !== null);
  const { add, made, leave } = useAdding({
    kind: kind ?? search.kind ?? 'machine',
    photo: photo.file,
    photoOf: along && photoOf && !photo.file ? photoOf.id : null,
  });
  const errors = fieldErrors(add.error);
  return (
    <SettingsPage title={t(search.kind === 'room' ? 'new_room' : 'new')} back={back}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(form.draft);
        }}
      >
        <fieldset className={classes.plain} disabled={made !== null}>
          <MachineFields values={form.draft} onChange={form.set} errors={errors} />
        </fieldset>
        <Panel title={pictures('title')}>
          <div className={classes.fields}>
            {taken && photoOf && !photo.file && (
              <div className={classes.taken}>
                {along && <PhotoFrame src={taken} alt={pictures('of', { name: photoOf.name })} none="" />}
                <Checkbox
                  label={t('photo_along', { name: photoOf.name })}
                  checked={along}
                  onChange={(event) => setAlong(event.currentTarget.checked)}
                />
              </div>
            )}
            <div className={classes.taken}>
              <p className={classes.quiet}>{pictures('hint')}</p>
              <PhotoChoice photo={photo} camera={false} disabled={add.isPending} />
            </div>
          </div>
        </Panel>
        {rules && !made && <OwnRules values={form.draft} rules={rules} onChange={form.set} errors={errors} />}
        {made && !add.isPending && <p role="status">{t('added_without_photo', { name: made.name })}</p>}
        <ProblemAlert error={add.error} />
        {made ? (
          <Group gap="xs">
            <Button type="submit" size="md" loading={add.isPending} disabled={!photo.file}>
              {pictures('save')}
            </Button>
            <Button variant="default" size="md" disabled={add.isPending} onClick={() => void leave(made)}>
              {t('go_on')}
            </Button>
          </Group>
        ) : (
          <SaveBar
            dirty={form.dirty || copied || photo.file !== null}
            busy={add.isPending}
            onReset={() => {
              form.reset();
              photo.clear();
            }}
            label={t('add')}
          />
        )}
      </form>
    </SettingsPage>
  );
}

interface Adding {
  kind: string;
  photo: File | null;
  photoOf: string | null;
}

/** Adds the machine, then sends its photo; what is added already is not added again. */
function useAdding({ kind, photo, photoOf }: Adding) {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [made, setMade] = useState<ResourceSettings | null>(null);
  const [key] = useState(newIdempotencyKey);
  const leave = async (machine: ResourceSettings) => {
    await Promise.all(REFRESH.map((queryKey) => queries.invalidateQueries({ queryKey })));
    notifications.show({
      message: t('added', { name: machine.name }),
      closeButtonProps: { 'aria-label': common('action.close') },
    });
    await navigate({ to: '/cai-dat/may/$id', params: { id: machine.id }, ignoreBlocker: true });
  };
  const add = useMutation({
    mutationFn: async (values: MachineValues) => {
      const body = { ...bodyOf(values), kind, inherited: undefined, photo_of: photoOf };
      const machine = made ?? (await post<ResourceSettings>('/api/resources', body, { idempotencyKey: key }));
      setMade(machine);
      if (!photo) return machine;
      return put<ResourceSettings>(`/api/resources/${machine.id}/photo`, photo, { ifMatch: machine.version });
    },
    onSuccess: leave,
  });
  return { add, made, leave };
}
