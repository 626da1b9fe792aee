import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from './ConfirmDialog';
import classes from './SaveBar.module.css';

interface Props {
  /** something is typed that is not saved */
  dirty: boolean;
  busy?: boolean;
  onReset: () => void;
  /** the verb; "Lưu" without */
  label?: string;
}

/** The end of a form: saves, or goes back to what was; leaving the page with unsaved work is asked about. */
export function SaveBar({ dirty, busy, onReset, label }: Props) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && !busy && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <div className={classes.bar} data-dirty={dirty || undefined}>
      <Button type="submit" size="md" loading={busy} disabled={!dirty}>
        {label ?? common('action.save')}
      </Button>
      {dirty && (
        <Button variant="default" size="md" onClick={onReset} disabled={busy}>
          {t('reset')}
        </Button>
      )}
      <p role="status" className={classes.note}>
        {dirty && t('unsaved')}
      </p>
      <ConfirmDialog
        opened={leaving.status === 'blocked'}
        title={t('leave.title')}
        consequence={t('leave.text')}
        confirm={t('leave.confirm')}
        keep={t('leave.stay')}
        danger
        onConfirm={() => leaving.proceed?.()}
        onClose={() => leaving.reset?.()}
      />
    </div>
  );
}
