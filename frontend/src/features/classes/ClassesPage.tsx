/** Classes that can still be joined: what, for whom, when, where, how many places are left, the full price. */
import { Button, Select, Skeleton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { ClassCard as Card, Page } from '../../api/contract';
import type { ClassesSearch } from '../../app/search';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SearchField } from '../../ui/SearchField';
import { SitePicker } from '../../ui/SitePicker';
import { ClassCard } from './ClassCard';
import { AUDIENCES } from './said';
import classes from './classes.module.css';

const route = getRouteApi('/lop');

export default function ClassesPage() {
  const { t } = useTranslation(['classes', 'common']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({
    queryKey: ['classes', search],
    queryFn: ({ signal, pageParam }) =>
      get<Page<Card>>('/api/classes', { ...search, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (change: ClassesSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const filtered = Object.keys(search).length > 0;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className={classes.tools}>
        <SearchField
          label={t('search')}
          value={search.q ?? ''}
          onChange={(q) => set({ q: q || undefined })}
        />
        <Select
          label={t('for')}
          data={AUDIENCES.map((value) => ({ value, label: t(`audience.${value}`) }))}
          value={search.audience ?? null}
          onChange={(value) => set({ audience: AUDIENCES.find((each) => each === value) })}
          placeholder={t('everybody')}
          clearable
          clearButtonProps={{ 'aria-label': t('common:action.clear_field') }}
        />
        <SitePicker value={search.site} onChange={(site) => set({ site })} />
      </div>
      <p role="status" className={classes.count}>
        {query.data && t('found', { count: found.length })}
      </p>
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={320} radius="lg" aria-hidden />}
      {query.data && found.length === 0 && (
        <EmptyState
          title={t(filtered ? 'none_filtered' : 'none')}
          action={
            filtered && (
              <Button onClick={() => void navigate({ search: {} })}>{t('common:action.clear')}</Button>
            )
          }
        >
          {t(filtered ? 'none_filtered_text' : 'none_text')}
        </EmptyState>
      )}
      <ul className={classes.cards} data-stale={query.isPlaceholderData || undefined}>
        {found.map((one) => (
          <li key={one.id}>
            <ClassCard one={one} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common:action.show_more')}
        </Button>
      )}
    </div>
  );
}
