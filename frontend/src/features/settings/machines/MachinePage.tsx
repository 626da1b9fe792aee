/** One machine, pool or bookable room. The id `moi` is one to be added, as a copy where `from` names one. */
import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceSettings, Words } from '../../../api/contract';
import { categoriesQuery, qualificationsQuery, sitesQuery } from '../../../api/queries';
import { useRegion } from '../../../api/session';
import { useAuditWords } from '../../../ui/audit';
import { Difference } from '../../../ui/Difference';
import { fieldErrors } from '../../../ui/fieldErrors';
import { History } from '../../../ui/History';
import { ImpactPanel } from '../../../ui/ImpactPanel';
import { ownPhoto } from '../../../ui/photo';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SaveBar } from '../../../ui/SaveBar';
import { Panel } from '../../../ui/Panel';
import { PhotoField } from '../../../ui/PhotoField';
import { SettingsPage } from '../../../ui/SettingsPage';
import { StatusBadge } from '../../../ui/Status';
import { useDraft } from '../../../ui/useDraft';
import { isImpact, useImpact } from '../../../ui/useImpact';
import { useVersioned } from '../../../ui/useVersioned';
import { categoryQuery, machineQuery, roomsQuery } from '../queries';
import { MEASURES, type RuleName } from '../rules/fields';
import { useRuleWords } from '../rules/useRuleWords';
import { MachineActions } from './MachineActions';
import { MachineFields } from './MachineFields';
import { NewMachinePage } from './NewMachine';
import { OwnRules } from './OwnRules';
import { useBack } from './useBack';
import { bodyOf, machineValues, REFRESH, type MachineValues } from './values';
import classes from '../settings.module.css';

const route = getRouteApi('/settings/cai-dat/may/$id');

export default function MachinePage(): JSX.Element {
  const { id } = route.useParams();
  const { from } = route.useSearch();
  if (id === 'moi') return <NewMachinePage key={from} from={from} />;
  return <ExistingMachine key={id} id={id} />;
}

function ExistingMachine({ id }: { id: string }) {
  const { t } = useTranslation('machines');
  const back = useBack();
  const { data, error } = useQuery(machineQuery(id));
  if (data) return <EditMachine machine={data} />;
  return (
    <SettingsPage title={t('machine')} back={back}>
      <ProblemAlert error={error} />
      {!error && <Skeleton height={480} radius={12} aria-hidden />}
    </SettingsPage>
  );
}

/** Rules by their measure, ids by their names, everything else as the audit tells it. */
function useShow(siteId: string) {
  const { t } = useTranslation('machines');
  const audit = useAuditWords();
  const rule = useRuleWords();
  const known: { id: string; name: Words }[] = [
    ...(useQuery(sitesQuery).data ?? []),
    ...(useQuery(categoriesQuery).data ?? []),
    ...(useQuery(qualificationsQuery).data ?? []),
    ...(useQuery(roomsQuery(siteId)).data ?? []),
  ];
  const names = Object.fromEntries(known.map(({ id, name }) => [id, name]));
  return (field: string, given: unknown) => {
    const name = field.replace(/^rules\./, '') as RuleName;
    if (!field.startsWith('rules.') || !(name in MEASURES)) return audit.value(field, given, names);
    return given ? rule.value(name, (given as { own: unknown }).own) : t('as_category');
  };
}

/** What the draft would do to bookings: another site or fewer units take their place away, and who lacks a
 * newly asked qualification may not check in. */
function useLeaving(machine: ResourceSettings, draft: MachineValues) {
  const { site_id, units, qualification_id, category_id } = draft;
  const need = {
    ...(qualification_id !== (machine.qualification?.id ?? null) && { qualification_id }),
    ...(category_id !== machine.category.id && { category_id }),
  };
  const body = {
    ...(site_id !== machine.site.id && { site_id, room_id: null }),
    ...(units < machine.units && { units }),
    ...need,
  };
  const asked = Object.keys(body).length > 0;
  const impact = useImpact(asked ? `/api/resources/${machine.id}/impact` : null, body);
  return { asked, needs: Object.keys(need).length > 0, ...impact };
}

function EditMachine({ machine }: { machine: ResourceSettings }) {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  const back = useBack();
  const { field } = useAuditWords();
  const show = useShow(machine.site.id);
  const form = useDraft(machine, machineValues);
  const { zone } = useRegion();
  const other = form.draft.category_id !== machine.category.id;
  const otherRules = useQuery({ ...categoryQuery(form.draft.category_id), enabled: other }).data?.rules;
  const leaving = useLeaving(machine, form.draft);
  const { t: impact } = useTranslation('impact');
  const saving = useVersioned<ResourceSettings, MachineValues>({
    path: `/api/resources/${machine.id}`,
    read: `/api/resource-settings/${machine.id}`,
    values: machineValues,
    body: (change) => ({ ...bodyOf(change), impact: leaving.given }),
    invalidate: REFRESH,
    onSaved: (saved) => {
      form.take(saved);
      notifications.show({
        message: t('saved'),
        closeButtonProps: { 'aria-label': common('action.close') },
      });
    },
    onRefused: leaving.adopt,
  });
  const errors = fieldErrors(saving.error);
  return (
    <SettingsPage
      title={machine.name}
      back={back}
      intro={<State machine={machine} />}
      actions={<MachineActions key={machine.version} machine={machine} />}
    >
      <MachinePhoto machine={machine} version={form.record.version} onSaved={form.rebase} />
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          saving.save(form.record, form.draft);
        }}
      >
        <MachineFields values={form.draft} onChange={form.set} errors={errors} />
        <OwnRules
          values={form.draft}
          rules={otherRules ?? machine.category_rules}
          onChange={form.set}
          errors={errors}
        />
        {leaving.asked && (
          <ImpactPanel state={leaving} zone={zone} note={leaving.needs ? impact('earn') : undefined} />
        )}
        <ProblemAlert error={saving.clash || isImpact(saving.error) ? null : saving.error} />
        <SaveBar dirty={form.dirty} busy={saving.isPending || leaving.isPending} onReset={form.reset} />
      </form>
      <Difference
        clash={saving.clash}
        label={field}
        show={show}
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
      <History kind="resource" id={machine.id} />
    </SettingsPage>
  );
}

interface PhotoProps {
  machine: ResourceSettings;
  /** that of the form, so that a photo never hides what somebody else changed below it */
  version: number;
  onSaved: (machine: ResourceSettings) => void;
}

function MachinePhoto({ machine, version, onSaved }: PhotoProps) {
  const { t } = useTranslation('photo');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => Promise.all(REFRESH.map((queryKey) => queries.invalidateQueries({ queryKey })));
  return (
    <Panel title={t('title')}>
      <div className={classes.fields}>
        <PhotoField<ResourceSettings>
          path={`/api/resources/${machine.id}/photo`}
          version={version}
          url={ownPhoto(machine.photo_url)}
          name={machine.name}
          onSaved={async (saved) => {
            onSaved(saved);
            notifications.show({
              message: t(saved.photo_url ? 'saved' : 'removed'),
              closeButtonProps: { 'aria-label': common('action.close') },
            });
            await refresh();
          }}
          onFailed={() => void refresh()}
        />
      </div>
    </Panel>
  );
}

function State({ machine }: { machine: ResourceSettings }) {
  const { t } = useTranslation('machines');
  if (machine.state === 'in_order') return null;
  return (
    <StatusBadge tone={machine.state === 'retired' ? 'closed' : 'fault'}>
      {t(`state.${machine.state}`)}
    </StatusBadge>
  );
}
