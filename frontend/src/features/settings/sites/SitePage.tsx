/** One site: what is said of it, its rooms, what happened to it. The id `moi` is one that is to be added. */
import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, patch, post } from '../../../api/client';
import type { Site } from '../../../api/contract';
import { useRegion } from '../../../api/session';
import { useWords } from '../../../i18n/useWords';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { Difference } from '../../../ui/Difference';
import { fieldErrors } from '../../../ui/fieldErrors';
import { History } from '../../../ui/History';
import { InTheWay } from '../../../ui/InTheWay';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SaveBar } from '../../../ui/SaveBar';
import { SettingsPage } from '../../../ui/SettingsPage';
import { StatusBadge } from '../../../ui/Status';
import { useAuditWords } from '../../../ui/audit';
import { useDraft } from '../../../ui/useDraft';
import { useVersioned } from '../../../ui/useVersioned';
import { allSitesQuery, siteQuery } from '../queries';
import { Rooms } from './Rooms';
import { emptySite, SiteFields, siteValues, type SiteValues } from './SiteFields';
import classes from '../settings.module.css';

const route = getRouteApi('/settings/cai-dat/dia-diem/$id');

export default function SitePage(): JSX.Element {
  const { id } = route.useParams();
  return id === 'moi' ? <NewSite /> : <ExistingSite key={id} id={id} />;
}

function useBack() {
  const { t } = useTranslation('sites');
  return { to: '/cai-dat/dia-diem', label: t('title') } as const;
}

function NewSite() {
  const { t } = useTranslation('sites');
  const back = useBack();
  const zone = useRegion().zone;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [empty] = useState(() => ({ values: emptySite(zone), version: 0 }));
  const form = useDraft(empty, ({ values }) => values);
  const [key] = useState(newIdempotencyKey);
  const add = useMutation({
    mutationFn: (values: SiteValues) => post<Site>('/api/sites', values, { idempotencyKey: key }),
    onSuccess: async (site) => {
      form.reset();
      await queries.invalidateQueries({ queryKey: ['sites'] });
      notifications.show({ message: t('added') });
      await navigate({ to: '/cai-dat/dia-diem/$id', params: { id: site.id }, ignoreBlocker: true });
    },
  });
  return (
    <SettingsPage title={t('new')} intro={t('new_intro')} back={back}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(form.draft);
        }}
      >
        <SiteFields values={form.draft} onChange={form.set} errors={fieldErrors(add.error)} />
        <ProblemAlert error={add.error} />
        <SaveBar dirty={form.dirty} busy={add.isPending} onReset={form.reset} label={t('add')} />
      </form>
    </SettingsPage>
  );
}

function ExistingSite({ id }: { id: string }) {
  const { t } = useTranslation('sites');
  const back = useBack();
  const { data, error } = useQuery(siteQuery(id));
  if (!data)
    return (
      <SettingsPage title={t('site')} back={back}>
        <ProblemAlert error={error} />
        {!error && <Skeleton height={320} radius={12} aria-hidden />}
      </SettingsPage>
    );
  return <EditSite site={data} />;
}

function EditSite({ site }: { site: Site }) {
  const { t } = useTranslation('sites');
  const words = useWords();
  const back = useBack();
  const form = useDraft(site, siteValues);
  const { field, value } = useAuditWords();
  const sites = useQuery(allSitesQuery).data ?? [];
  const names = Object.fromEntries(
    sites.flatMap(({ organisation }) => (organisation ? [[organisation.id, organisation.name]] : [])),
  );
  const saving = useVersioned<Site, SiteValues>({
    path: `/api/sites/${site.id}`,
    values: siteValues,
    invalidate: [['sites'], ['audit']],
    onSaved: (saved) => {
      form.take(saved);
      notifications.show({ message: t('saved') });
    },
  });
  return (
    <SettingsPage
      title={words(site.name)}
      back={back}
      actions={<Retire key={site.version} site={site} />}
      intro={site.retired_at ? <StatusBadge tone="closed">{t('retired_long')}</StatusBadge> : undefined}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          saving.save(form.record, form.draft);
        }}
      >
        <SiteFields values={form.draft} onChange={form.set} errors={fieldErrors(saving.error)} />
        <ProblemAlert error={saving.clash ? null : saving.error} />
        <SaveBar dirty={form.dirty} busy={saving.isPending} onReset={form.reset} />
      </form>
      <Difference
        clash={saving.clash}
        label={field}
        show={(name, given) => value(name, given, names)}
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
      <Rooms site={site} />
      <History kind="site" id={site.id} />
    </SettingsPage>
  );
}

/** Out of use and back; what still stands there is named. */
function Retire({ site }: { site: Site }) {
  const { t } = useTranslation('sites');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const retired = Boolean(site.retired_at);
  const change = useMutation({
    mutationFn: () => patch<Site>(`/api/sites/${site.id}`, { retired: !retired }, { ifMatch: site.version }),
    onSuccess: async () => {
      setAsking(false);
      await Promise.all([['sites'], ['audit']].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <>
      <Button variant="default" size="md" onClick={() => setAsking(true)}>
        {t(retired ? 'restore' : 'retire')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t(retired ? 'restore' : 'retire')}
        consequence={
          <>
            {t(retired ? 'restore_text' : 'retire_text')}
            <InTheWay error={change.error} zone={site.zone} />
          </>
        }
        confirm={t(retired ? 'restore' : 'retire')}
        danger={!retired}
        busy={change.isPending}
        onConfirm={() => change.mutate()}
        onClose={() => {
          setAsking(false);
          change.reset();
        }}
      />
    </>
  );
}
