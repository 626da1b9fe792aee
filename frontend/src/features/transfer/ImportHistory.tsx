/** Lists that were brought before: who, when, which file, and what came of it. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../api/generated';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import { importsQuery, OUTCOMES } from './useImport';
import { Section } from './Section';
import classes from './transfer.module.css';

export function ImportHistory() {
  const { t } = useTranslation('transfer');
  const imports = useQuery(importsQuery);
  return (
    <Section
      title={t('import.history')}
      aside={Boolean(imports.data?.length) && <ExportMenu list="imports" />}
    >
      <ProblemAlert error={imports.error} />
      {imports.isPending && !imports.error && <Skeleton height={120} radius="md" aria-hidden />}
      {imports.data?.length === 0 && (
        <EmptyState title={t('import.none')}>{t('import.none_text')}</EmptyState>
      )}
      {imports.data && imports.data.length > 0 && (
        <ul className={classes.history}>
          {imports.data.map((run) => (
            <HistoryRow key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function HistoryRow({ run }: { run: ImportSummary }) {
  const { t } = useTranslation('transfer');
  const format = useFormats();
  const done = run.state === 'applied';
  const who = (run.applied_by ?? run.created_by).full_name;
  const when = run.applied_at ?? run.created_at;
  const sums = OUTCOMES.flatMap((outcome) => {
    const count = run.counts?.[outcome] ?? 0;
    return count > 0 ? [`${t(`outcome.${outcome}`)} ${count}`] : [];
  });
  return (
    <li>
      <Link to="/cai-dat/nhap/$id" params={{ id: run.id }} className={classes.run}>
        <span className={classes.runMain}>
          <span className={classes.fileName}>{run.file_name}</span>
          <span className={classes.hint}>
            {[t(`kind.${run.kind}`), run.site?.name, who, `${format.date(when)} ${format.time(when)}`]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
        <span className={classes.runSums}>
          <StatusBadge tone={done ? 'free' : 'pending'}>
            {t(done ? 'import.applied' : 'import.draft')}
          </StatusBadge>
          <span className={classes.hint}>
            {t('import.rows', { count: run.rows })}
            {sums.length > 0 && `: ${sums.join(', ')}`}
          </span>
        </span>
      </Link>
    </li>
  );
}
