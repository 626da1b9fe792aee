import type { ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ApiProblem } from '../api/client';
import { loadStaffWords } from '../i18n/staff';
import { FailurePage } from './FailurePage';
import classes from './Shell.module.css';

const FirstStart = lazy(async () => {
  const [page] = await Promise.all([import('../features/setup/FirstStart'), loadStaffWords(['setup'])]);
  return page;
});

/**
 * The shell itself could not start. Without a region there is nothing to show yet: the first start. Else,
 * for instance without a connection, the failure stands alone.
 */
export function RootFailure(props: ErrorComponentProps) {
  const empty = props.error instanceof ApiProblem && props.error.status === 404;
  return (
    <main id="main" className={classes.main}>
      {empty ? (
        <Suspense>
          <FirstStart />
        </Suspense>
      ) : (
        <FailurePage {...props} />
      )}
    </main>
  );
}
