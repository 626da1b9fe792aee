import type { ErrorComponentProps } from '@tanstack/react-router';
import { FailurePage } from './FailurePage';
import classes from './Shell.module.css';

/** The shell itself could not start, for instance without a connection: the failure stands alone. */
export function RootFailure(props: ErrorComponentProps) {
  return (
    <main className={classes.main}>
      <FailurePage {...props} />
    </main>
  );
}
