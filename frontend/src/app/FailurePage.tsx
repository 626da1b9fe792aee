/** What stands in the place of a page that broke. */
import { Button } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, newIdempotencyKey, Offline } from '../api/client';
import { NotFound } from '../ui/NotFound';
import classes from './FailurePage.module.css';

/** The server's id of the failure; for one that happened here, an id that the console carries too. */
function useErrorId(error: unknown): string {
  const [id] = useState(() => {
    if (error instanceof ApiProblem) return error.problem.request_id ?? String(error.status);
    const own = newIdempotencyKey().slice(0, 8);
    console.error(`failure ${own}`, error);
    return own;
  });
  return id;
}

/** Whether the server is there again. */
const answers = () =>
  fetch('/health/live').then(
    (response) => response.ok,
    () => false,
  );

/** Needs nothing from the server, not even the region's name. */
export function FailurePage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const id = useErrorId(error);
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  const offline = error instanceof Offline;
  const retry = async () => {
    if (offline) {
      // Loaded anew, the page also gets along with a newer version of the server.
      if (await answers()) window.location.reload();
      return;
    }
    reset();
    await router.invalidate();
  };
  return (
    <div className={classes.page} role="alert">
      <h1 className={classes.title}>{t(offline ? 'failure.offline_title' : 'failure.title')}</h1>
      <p>{t(offline ? 'failure.offline_text' : 'failure.text')}</p>
      {!offline && (
        <p>
          {t('failure.id')}: <code>{id}</code>
        </p>
      )}
      <Button size="md" onClick={() => void retry()}>
        {t('failure.retry')}
      </Button>
    </div>
  );
}
