/** What becomes of every row, before it happens and after: sums that filter, a search, and the rows. */
import { Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../api/generated';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { save } from '../../ui/download';
import { ImportRowItem } from './ImportRowItem';
import { importRowsQuery, OUTCOMES, type ImportVerbs, type Outcome } from './useImport';
import { Section } from './Section';
import classes from './transfer.module.css';

export function ImportReport({ run, verbs }: { run: Import; verbs: ImportVerbs }) {
  const { t } = useTranslation('transfer');
  const [outcome, setOutcome] = useState<Outcome>();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 250);
  const rows = useInfiniteQuery(importRowsQuery(run.id, run.version, { outcome, q: q || undefined }));
  const found = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const total = rows.data?.pages[0]?.total ?? 0;
  return (
    <Section
      title={t(run.state === 'applied' ? 'report.title' : 'preview.title')}
      aside={run.state === 'applied' ? <Downloads run={run} /> : null}
    >
      <div className={classes.sums} role="group" aria-label={t('report.by_outcome')}>
        {OUTCOMES.map((each) => (
          <button
            key={each}
            type="button"
            className={classes.sum}
            data-outcome={each}
            aria-pressed={outcome === each}
            onClick={() => setOutcome(outcome === each ? undefined : each)}
          >
            <span className={classes.figure}>{run.counts?.[each] ?? 0}</span>
            <span>{t(`outcome.${each}`)}</span>
          </button>
        ))}
      </div>
      <p className={classes.hint}>{t('report.sum', { count: run.rows })}</p>
      <Made made={run.made} />
      <TextInput
        label={t('report.search')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ProblemAlert error={rows.error} />
      {rows.isPending && !rows.error && <Skeleton height={200} radius="md" aria-hidden />}
      {rows.data && found.length === 0 && <EmptyState title={t('report.no_rows')} />}
      {found.length > 0 && (
        <>
          <p className={classes.hint} aria-live="polite">
            {t('report.found', { count: total })}
          </p>
          <ol className={classes.rows}>
            {found.map((row) => (
              <ImportRowItem key={row.row} row={row} />
            ))}
          </ol>
        </>
      )}
      {rows.hasNextPage && (
        <Button
          variant="default"
          size="md"
          loading={rows.isFetchingNextPage}
          onClick={() => void rows.fetchNextPage()}
        >
          {t('report.more')}
        </Button>
      )}
      {run.state === 'previewed' && <Apply run={run} verbs={verbs} />}
    </Section>
  );
}

function Made({ made }: { made: Import['made'] }) {
  const { t } = useTranslation('transfer');
  const { rooms = [], categories = [] } = made ?? {};
  return (
    <>
      {rooms.length > 0 && <p>{t('report.rooms', { names: rooms.join(', ') })}</p>}
      {categories.length > 0 && <p>{t('report.categories', { names: categories.join(', ') })}</p>}
    </>
  );
}

function Apply({ run, verbs }: { run: Import; verbs: ImportVerbs }) {
  const { t } = useTranslation('transfer');
  const count = (run.counts?.taken ?? 0) + (run.counts?.updated ?? 0);
  return (
    <>
      <ProblemAlert error={verbs.apply.error} />
      <div className={classes.end}>
        <p className={classes.hint}>{t('preview.nothing_yet')}</p>
        <Button
          size="md"
          loading={verbs.apply.isPending}
          onClick={() => run.digest && verbs.apply.mutate(run.digest)}
        >
          {t('preview.apply', { count })}
        </Button>
      </div>
    </>
  );
}

function Downloads({ run }: { run: Import }) {
  const { t } = useTranslation('transfer');
  const [failed, setFailed] = useState<unknown>(null);
  return (
    <Group gap="xs">
      <ProblemAlert error={failed} />
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button
          key={format}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => {
            setFailed(null);
            save('GET', `/api/imports/${run.id}/report`, { query: { format } }).catch(setFailed);
          }}
        >
          {t('report.download', { format: format.toUpperCase() })}
        </Button>
      ))}
    </Group>
  );
}
