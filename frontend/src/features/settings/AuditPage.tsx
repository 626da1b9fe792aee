/** Who changed what in the settings, searched by kind, person and day; the filter is the address. */
import { Button, Select } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import i18n from 'i18next';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegion } from '../../api/session';
import type { AuditSearch } from '../../app/search';
import { dayIn, instantIn } from '../../i18n/format';
import { matches } from '../../i18n/search';
import type audit from '../../i18n/staff/vi/audit.json';
import { AuditList } from '../../ui/AuditList';
import { DateField } from '../../ui/DateTimeField';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { SearchField } from '../../ui/SearchField';
import { SettingsPage } from '../../ui/SettingsPage';
import classes from './AuditPage.module.css';

const route = getRouteApi('/settings/cai-dat/nhat-ky');
const DAY = 86_400_000;

export default function AuditPage(): JSX.Element {
  const { t } = useTranslation('audit');
  const { t: common } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useRegion().zone;
  const set = (change: AuditSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const filtered = Object.keys(search).length > 0;
  return (
    <SettingsPage
      title={t('title')}
      intro={t('intro')}
      actions={
        <ExportMenu
          list="audit"
          filter={{ kind: search.kind, by: search.by, since: search.from, until: search.to }}
        />
      }
    >
      <search className={classes.filters}>
        <KindPicker value={search.kind} onChange={(kind) => set({ kind })} />
        <SearchField
          label={t('who')}
          placeholder={t('everybody')}
          value={search.by}
          onChange={(by) => set({ by })}
        />
        <DateField
          label={t('from')}
          value={search.from ?? null}
          clearable
          onChange={(day) => set({ from: day ?? undefined })}
        />
        <DateField
          label={t('to')}
          value={search.to ?? null}
          clearable
          onChange={(day) => set({ to: day ?? undefined })}
        />
      </search>
      <AuditList
        named
        filter={{
          subject_kind: search.kind,
          actor: search.by,
          since: search.from && instantIn(zone, search.from).toISOString(),
          until: search.to && instantIn(zone, dayAfter(zone, search.to)).toISOString(),
        }}
        empty={
          <EmptyState
            title={t(filtered ? 'none_found' : 'none_yet')}
            action={
              filtered && (
                <Button onClick={() => void navigate({ search: {} })}>{common('action.clear')}</Button>
              )
            }
          />
        }
      />
    </SettingsPage>
  );
}

/** The last day counts to its end. */
function dayAfter(zone: string, day: string): string {
  return dayIn(zone, new Date(instantIn(zone, day, '12:00').getTime() + DAY));
}

function KindPicker({ value, onChange }: { value?: string; onChange: (kind?: string) => void }) {
  const { t } = useTranslation('audit');
  const { t: common } = useTranslation();
  const kinds = Object.entries(
    i18n.getResource(i18n.language, 'audit', 'kind') as (typeof audit)['kind'],
  ).map(([kind, label]) => ({ value: kind, label }));
  return (
    <Select
      label={t('what')}
      placeholder={t('everything')}
      data={kinds}
      value={value ?? null}
      onChange={(kind) => onChange(kind ?? undefined)}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': common('action.clear_field') }}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && matches(option.label, search))
      }
    />
  );
}
