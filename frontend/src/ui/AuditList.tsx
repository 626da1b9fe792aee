import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery, type AuditFilter } from './audit';
import { AuditItem } from './AuditItem';
import { ProblemAlert } from './ProblemAlert';
import classes from './AuditList.module.css';

interface Props {
  filter: AuditFilter;
  /** names what was changed, where the list is of many things */
  named?: boolean;
  /** stands there when nothing was changed */
  empty: ReactNode;
}

/** Changes, the newest first, as many as one asks for. */
export function AuditList({ filter, named, empty }: Props) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(auditQuery(filter));
  const pages = query.data?.pages ?? [];
  const names = Object.assign({}, ...pages.map((page) => page.names)) as (typeof pages)[0]['names'];
  const items = pages.flatMap((page) => page.items);
  return (
    <>
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={160} radius={12} aria-hidden />}
      {query.data && items.length === 0 && empty}
      {items.length > 0 && (
        <ol className={classes.list}>
          {items.map((entry) => (
            <AuditItem key={entry.id} entry={entry} names={names} named={named} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('action.show_more')}
        </Button>
      )}
    </>
  );
}
