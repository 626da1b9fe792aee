/** All machines and rooms: searched without diacritics, filtered by site, category and time; the filter is the address. */
import { Button, Skeleton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { resourcesQuery } from '../../api/queries';
import { useNow } from '../../timeline/useNow';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { CatalogueFilters } from './CatalogueFilters';
import { MachineCard } from './MachineCard';
import classes from './CataloguePage.module.css';

const route = getRouteApi('/may');

export default function CataloguePage() {
  const { t } = useTranslation(['catalogue', 'common']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = new Date(useNow()).toISOString();
  const query = useInfiniteQuery({ ...resourcesQuery(search), placeholderData: keepPreviousData });
  const machines = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <CatalogueFilters />
      <p role="status" className={classes.count}>
        {query.data && t(query.hasNextPage ? 'shown_more' : 'shown', { count: machines.length })}
      </p>
      <ProblemAlert error={query.error} />
      {query.isPending && <CardSkeletons />}
      {query.data && machines.length === 0 && (
        <EmptyState
          title={t(filtered ? 'empty.filtered' : 'empty.none')}
          action={
            filtered && (
              <Button onClick={() => void navigate({ search: {} })}>{t('common:action.clear')}</Button>
            )
          }
        >
          {t(filtered ? 'empty.filtered_text' : 'empty.none_text')}
        </EmptyState>
      )}
      <ul className={classes.cards} data-stale={query.isPlaceholderData || undefined}>
        {machines.map((machine) => (
          <li key={machine.id}>
            <MachineCard machine={machine} now={now} freeAt={search.free_at} />
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

function CardSkeletons() {
  return (
    <div className={classes.cards} aria-hidden>
      {Array.from({ length: 9 }, (_, index) => (
        <Skeleton key={index} height={148} radius={12} />
      ))}
    </div>
  );
}
