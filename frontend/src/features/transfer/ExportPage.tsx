/** Every list that one may take away as a file, each with its filter. */
import { Button, Group, Select, Skeleton, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportsQuery, FORMATS, type ExportFilter } from '../../api/exports';
import type { ExportList } from '../../api/generated';
import { organisationsQuery } from '../../api/people';
import { categoriesQuery, qualificationsQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { DateField } from '../../ui/DateTimeField';
import { save } from '../../ui/download';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { Section } from './Section';
import classes from './transfer.module.css';

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
  const [filter, setFilter] = useState<ExportFilter>({});
  const taking = useMutation({
    mutationFn: (format: ExportList['formats'][number]) =>
      save('POST', '/api/exports', { body: { list: list.name, format, ...filter } }),
  });
  return (
    <Section
      title={list.label}
      aside={
        <Group gap="xs">
          {list.formats.map((format) => (
            <Button
              key={format}
              variant="default"
              size="md"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={taking.isPending && taking.variables === format}
              aria-label={t('export.download', { list: list.label, format: FORMATS[format] })}
              onClick={() => taking.mutate(format)}
            >
              {FORMATS[format]}
            </Button>
          ))}
        </Group>
      }
    >
      <p className={classes.hint}>{list.about}</p>
      <Filters list={list} filter={filter} onChange={(next) => setFilter({ ...filter, ...next })} />
      <ProblemAlert error={taking.error} />
    </Section>
  );
}

function Filters({
  list,
  filter,
  onChange,
}: {
  list: ExportList;
  filter: ExportFilter;
  onChange: (next: ExportFilter) => void;
}) {
  const { t } = useTranslation('transfer');
  const words = useWords();
  // Who may not see the organisations has nothing to choose among.
  const mayList = useMe()?.permissions.includes('members:invite') ?? false;
  const has = (name: ExportList['filters'][number]) =>
    list.filters.includes(name) && (name !== 'organisation' || mayList);
  const categories = useQuery({ ...categoriesQuery, enabled: has('category') }).data ?? [];
  const organisations = useQuery({ ...organisationsQuery(''), enabled: has('organisation') }).data ?? [];
  const qualifications = useQuery({ ...qualificationsQuery, enabled: has('qualification') }).data ?? [];
  const clear = (label: string) => ({ 'aria-label': t('map.clear', { column: label }) });
  const select = (
    name: 'site' | 'state' | 'role' | 'category' | 'organisation' | 'qualification',
    data: { value: string; label: string }[],
  ) => (
    <Select
      label={t(`export.${name}`)}
      placeholder={t('export.all')}
      data={data}
      value={filter[name] ?? null}
      onChange={(value) => onChange({ [name]: value ?? undefined } as ExportFilter)}
      searchable={data.length > 8}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && matches(option.label, search))
      }
      clearable
      clearButtonProps={clear(t(`export.${name}`))}
    />
  );
  const text = (name: 'q' | 'by') => (
    <TextInput
      label={t(`export.${name}`)}
      value={filter[name] ?? ''}
      maxLength={100}
      onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
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
  if (list.filters.length === 0) return null;
  return (
    <div className={classes.filters}>
      {has('q') && text('q')}
      {has('site') && list.sites.length > 1 && select('site', list.sites)}
      {has('category') &&
        select(
          'category',
          categories.map((each) => ({ value: each.slug, label: words(each.name) })),
        )}
      {has('qualification') &&
        select(
          'qualification',
          qualifications.map((each) => ({ value: each.code, label: words(each.name) })),
        )}
      {has('role') && select('role', list.roles)}
      {has('state') && select('state', list.states)}
      {has('organisation') &&
        select(
          'organisation',
          organisations.map((each) => ({ value: each.slug, label: words(each.name) })),
        )}
      {has('by') && text('by')}
      {has('since') && day('since')}
      {has('until') && day('until')}
    </div>
  );
}
