import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { regionQuery } from '../api/queries';
import { loadStaffWords } from '../i18n/staff';
import { Shell } from './Shell';
import classes from './Shell.module.css';

const FirstStart = lazy(async () => {
  const [page] = await Promise.all([import('../features/setup/FirstStart'), loadStaffWords(['setup'])]);
  return page;
});

/** The shell around every page; whatever the address, an installation without a region is set up first. */
export function Root() {
  const region = useQueryClient().getQueryData(regionQuery.queryKey);
  if (region) return <Shell />;
  return (
    <main id="main" className={classes.main}>
      <Suspense>
        <FirstStart />
      </Suspense>
    </main>
  );
}
