/** Every list that one may take away as a file, each with its filter. */
import { Button, Group, Select, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { ExportIn, ExportList, Exports } from '../../api/generated';
import { categoriesQuery } from '../../api/queries';
import { useWords } from '../../i18n/useWords';
import { DateField } from '../../ui/DateTimeField';
import { save } from '../../ui/download';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { Section } from './Section';
import classes from './transfer.module.css';

const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: async ({ signal }) => (await get<Exports>('/api/exports', undefined, signal)).items,
  staleTime: 5 * 60_000,
});

type Filter = Pick<ExportIn, 'site' | 'since' | 'until' | 'state' | 'category'>;

export default function ExportPage() {
  const { t } = useTranslation('transfer');
  const lists = useQuery(exportsQuery);
  return (
    <SettingsPage title={t('export.title')} intro={t('export.intro')}>
      <ProblemAlert error={lists.error} />
      {lists.isPending && !lists.error && <Skeleton height={400} radius="lg" aria-hidden />}
      <div className={classes.exports}>
        {lists.data?.map((list) => (
          <OneList key={list.name} list={list} />
        ))}
      </div>
    </SettingsPage>
  );
}

function OneList({ list }: { list: ExportList }) {
  const { t } = useTranslation('transfer');
  const [filter, setFilter] = useState<Filter>({});
  const taking = useMutation({
    mutationFn: (format: ExportList['formats'][number]) =>
      save('POST', '/api/exports', { body: { list: list.name, format, ...filter } }),
  });
  return (
    <Section title={list.label}>
      <p className={classes.hint}>{list.about}</p>
      <Filters list={list} filter={filter} onChange={(next) => setFilter({ ...filter, ...next })} />
      <ProblemAlert error={taking.error} />
      <Group gap="xs" mt="auto">
        {list.formats.map((format) => (
          <Button
            key={format}
            variant="default"
            size="md"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={taking.isPending && taking.variables === format}
            aria-label={t('export.download', { list: list.label, format: NAMES[format] })}
            onClick={() => taking.mutate(format)}
          >
            {NAMES[format]}
          </Button>
        ))}
      </Group>
    </Section>
  );
}

const NAMES = { csv: 'CSV', xlsx: 'XLSX', geojson: 'GeoJSON' } as const;

function Filters({
  list,
  filter,
  onChange,
}: {
  list: ExportList;
  filter: Filter;
  onChange: (next: Filter) => void;
}) {
  const { t } = useTranslation('transfer');
  const words = useWords();
  const has = (name: ExportList['filters'][number]) => list.filters.includes(name);
  const categories = useQuery({ ...categoriesQuery, enabled: has('category') }).data ?? [];
  const clear = (label: string) => ({ 'aria-label': t('map.clear', { column: label }) });
  const select = (name: 'site' | 'state' | 'category', data: { value: string; label: string }[]) => (
    <Select
      label={t(`export.${name}`)}
      placeholder={t('export.all')}
      data={data}
      value={filter[name] ?? null}
      onChange={(value) => onChange({ [name]: value ?? undefined })}
      clearable
      clearButtonProps={clear(t(`export.${name}`))}
    />
  );
  const day = (name: 'since' | 'until') => (
    <DateField
      label={t(`export.${name}`)}
      value={filter[name] ?? null}
      clearable
      onChange={(value) => onChange({ [name]: value ?? undefined })}
    />
  );
  if (list.filters.length === 0 || (list.filters.length === 1 && has('organisation'))) return null;
  return (
    <div className={classes.form}>
      {has('site') && list.sites.length > 1 && select('site', list.sites)}
      {has('category') &&
        select(
          'category',
          categories.map((each) => ({ value: each.slug, label: words(each.name) })),
        )}
      {has('state') && select('state', list.states)}
      {has('since') && day('since')}
      {has('until') && day('until')}
    </div>
  );
}
