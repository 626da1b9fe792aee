/** What was found in a feed's bytes, in words. */
import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { checkQuery } from '../../api/feeds';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './feeds.module.css';

export function CheckResult({ path }: { path: string }) {
  const { t } = useTranslation('feeds');
  const { data, error } = useQuery(checkQuery(path));
  if (error) return <ProblemAlert error={error} />;
  if (!data) return <Skeleton height={180} aria-hidden />;
  return (
    <div role="status">
      <p className={classes.label}>{t(data.ok ? 'check.fine' : 'check.broken', { count: data.entries })}</p>
      <ul className={classes.checks}>
        {data.items.map((item) => (
          <li key={item.code} data-bad={!item.ok || undefined}>
            {item.ok ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
            {item.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
