/** Lists that exist elsewhere come in here: bring a file, and see what was brought before. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { BringForm } from './BringForm';
import { ImportHistory } from './ImportHistory';
import { importKindsQuery } from './useImport';

export default function ImportsPage() {
  const { t } = useTranslation('transfer');
  const kinds = useQuery(importKindsQuery);
  return (
    <SettingsPage title={t('import.title')} intro={t('import.intro')}>
      <ProblemAlert error={kinds.error} />
      {kinds.isPending && !kinds.error && <Skeleton height={260} radius="lg" aria-hidden />}
      {kinds.data && kinds.data.length > 0 && <BringForm kinds={kinds.data} />}
      <ImportHistory />
    </SettingsPage>
  );
}
