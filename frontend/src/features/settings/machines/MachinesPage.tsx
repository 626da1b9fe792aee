/** The machines of the sites one runs, found by name, asset number, site and category without diacritics. */
import { Button, Select, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceLine } from '../../../api/contract';
import { categoriesQuery } from '../../../api/queries';
import type { MachinesSearch } from '../../../app/search';
import { useWords } from '../../../i18n/useWords';
import { CategoryIcon } from '../../../ui/CategoryIcon';
import { EmptyState } from '../../../ui/EmptyState';
import { ExportMenu } from '../../../ui/ExportMenu';
import { LinkButton } from '../../../ui/LinkButton';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SearchField } from '../../../ui/SearchField';
import { SettingsPage } from '../../../ui/SettingsPage';
import { SitePicker } from '../../../ui/SitePicker';
import { StatusBadge } from '../../../ui/Status';
import { machinesQuery } from '../queries';
import classes from '../settings.module.css';

const route = getRouteApi('/settings/cai-dat/may');
const STATES = ['in_order', 'out_of_order', 'retired'] as const;

export default function MachinesPage(): JSX.Element {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...machinesQuery(search), placeholderData: keepPreviousData });
  const machines = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;
  const add = (
    <LinkButton
      to="/cai-dat/may/$id"
      params={{ id: 'moi' }}
      size="md"
      leftSection={<IconPlus size={18} aria-hidden />}
    >
      {t('add')}
    </LinkButton>
  );
  return (
    <SettingsPage
      title={t('title')}
      intro={t('intro')}
      actions={
        <>
          <ExportMenu list="resources" filter={{ ...search, state: search.state ?? 'in_use' }} />
          {add}
        </>
      }
    >
      <Filters />
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={320} radius={12} aria-hidden />}
      {query.data && machines.length === 0 && (
        <EmptyState
          title={t(filtered ? 'none_found' : 'none_yet')}
          action={
            filtered ? (
              <Button onClick={() => void navigate({ search: {} })}>{common('action.clear')}</Button>
            ) : (
              add
            )
          }
        />
      )}
      {machines.length > 0 && (
        <ul className={classes.list}>
          {machines.map((machine) => (
            <li key={machine.id}>
              <MachineRow machine={machine} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {common('action.show_more')}
        </Button>
      )}
    </SettingsPage>
  );
}

function MachineRow({ machine }: { machine: ResourceLine }) {
  const { t } = useTranslation('machines');
  const words = useWords();
  const where = [machine.category.name, machine.site.name, machine.room?.name].map(words).filter(Boolean);
  return (
    <Link to="/cai-dat/may/$id" params={{ id: machine.id }} className={classes.row}>
      <CategoryIcon icon={machine.category.icon} size={24} />
      <span className={classes.what}>
        <span className={classes.name}>{machine.name}</span>
        <span className={classes.quiet}>{[...where, machine.asset_number].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.aside}>
        {machine.units > 1 && t('pool', { count: machine.units })}
        {machine.own_rule_count > 0 && <span>{t('own_rules', { count: machine.own_rule_count })}</span>}
        {machine.state === 'out_of_order' && (
          <StatusBadge tone="fault">{t('state.out_of_order')}</StatusBadge>
        )}
        {machine.state === 'retired' && <StatusBadge tone="closed">{t('state.retired')}</StatusBadge>}
      </span>
    </Link>
  );
}

function Filters() {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const categories = useQuery(categoriesQuery).data ?? [];
  const set = (change: MachinesSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = { clearable: true, clearButtonProps: { 'aria-label': common('action.clear_field') } };
  return (
    <search className={classes.filters}>
      <SearchField
        label={t('search')}
        placeholder={t('search_example')}
        value={search.q}
        onChange={(q) => set({ q })}
      />
      <SitePicker own value={search.site} onChange={(site) => set({ site })} />
      <Select
        {...clear}
        label={common('field.category')}
        placeholder={common('field.all_categories')}
        data={categories.map(({ slug, name }) => ({ value: slug, label: words(name) }))}
        value={search.category ?? null}
        onChange={(category) => set({ category: category ?? undefined })}
      />
      <Select
        {...clear}
        label={t('state_label')}
        placeholder={t('in_use')}
        data={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        value={search.state ?? null}
        onChange={(state) => set({ state: STATES.find((each) => each === state) })}
      />
    </search>
  );
}
