/** What stands in the place of a page that does not exist or broke. */
import { Button, Group } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, newIdempotencyKey, Offline } from '../api/client';
import { LinkButton } from '../ui/LinkButton';
import { PageTitle } from '../ui/PageTitle';
import classes from './FailurePage.module.css';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <PageTitle>{t('not_found.title')}</PageTitle>
      <p>{t('not_found.text')}</p>
      <Group>
        <LinkButton to="/">{t('not_found.home')}</LinkButton>
        <LinkButton to="/may" variant="default">
          {t('not_found.machines')}
        </LinkButton>
      </Group>
    </div>
  );
}

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

export function FailurePage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const id = useErrorId(error);
  if (error instanceof ApiProblem && error.status === 404) return <NotFoundPage />;
  const offline = error instanceof Offline;
  return (
    <div className={classes.page} role="alert">
      <PageTitle>{t(offline ? 'failure.offline_title' : 'failure.title')}</PageTitle>
      <p>{t(offline ? 'failure.offline_text' : 'failure.text')}</p>
      {!offline && (
        <p>
          {t('failure.id')}: <code>{id}</code>
        </p>
      )}
      <Button
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {t('failure.retry')}
      </Button>
    </div>
  );
}
