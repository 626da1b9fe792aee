/** Setting up the second factor: password, picture for the app, a code of it, then the recovery codes. */
import { Button, CopyButton, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { secondFactorQuery, type Drawing, type FactorStarted, type RecoveryCodes } from '../../api/people';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { PasswordField } from './PasswordField';
import classes from './List.module.css';

export function FactorSetup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['joining', 'common']);
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (values: { password: string }) => post<FactorStarted>('/api/second-factor', values),
  });
  const confirm = useMutation({
    mutationFn: (values: { code: string }) => post<RecoveryCodes>('/api/second-factor/confirm', values),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey }),
        queries.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(confirm.data ? 'factor.done_title' : 'factor.set_up')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      // The codes are shown once: a slip beside the dialog must not lose them.
      closeOnClickOutside={!confirm.data}
    >
      {confirm.data ? (
        <Codes codes={confirm.data.codes} onClose={onClose} />
      ) : start.data ? (
        <Scan
          begun={start.data}
          busy={confirm.isPending}
          error={confirm.error}
          onCode={(code) => confirm.mutate({ code })}
        />
      ) : (
        <Password
          busy={start.isPending}
          error={start.error}
          onPassword={(password) => start.mutate({ password })}
        />
      )}
    </Modal>
  );
}

interface Waiting {
  busy: boolean;
  error: unknown;
}

function Password({ busy, error, onPassword }: Waiting & { onPassword: (password: string) => void }) {
  const { t } = useTranslation(['joining', 'account']);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value ? null : t('account:sign_in.password_missing')) },
  });
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit(({ password }) => onPassword(password))}
      noValidate
    >
      <p>{t('factor.password_first')}</p>
      <PasswordField data-autofocus {...form.getInputProps('password')} />
      <ProblemAlert error={error} />
      <Button type="submit" size="md" loading={busy}>
        {t('factor.go_on')}
      </Button>
    </form>
  );
}

function Scan({
  begun,
  busy,
  error,
  onCode,
}: Waiting & { begun: FactorStarted; onCode: (code: string) => void }) {
  const { t } = useTranslation('joining');
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (code) => (code.trim() ? null : t('factor.code_missing')) },
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit(({ code }) => onCode(code))} noValidate>
      <p>{t('factor.scan')}</p>
      <QrCode drawing={begun.qr} label={t('factor.qr')} />
      <p>
        <a href={begun.uri}>{t('factor.open_app')}</a>
      </p>
      <p>{t('factor.by_hand')}</p>
      <code className={classes.secret}>{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
      <TextInput
        label={t('factor.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        size="md"
        {...form.getInputProps('code')}
      />
      <ProblemAlert error={error} />
      <Button type="submit" size="md" loading={busy}>
        {t('factor.confirm')}
      </Button>
    </form>
  );
}

/** Dark on light in both colour schemes, or scanners would not read it. */
function QrCode({ drawing, label }: { drawing: Drawing; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${drawing.size} ${drawing.size}`}
      shapeRendering="crispEdges"
      className={classes.qr}
    >
      <rect width={drawing.size} height={drawing.size} fill="#ffffff" />
      <path d={drawing.path} fill="#000000" />
    </svg>
  );
}

/** The recovery codes, the one time they are shown. */
export function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation('joining');
  return (
    <div className={classes.form}>
      <p role="status">{t('factor.codes_text')}</p>
      <ul className={classes.codes} aria-label={t('factor.codes_title')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <CopyButton value={codes.join('\n')}>
        {({ copied, copy }) => (
          <Button variant="default" size="md" onClick={copy}>
            {t(copied ? 'factor.copied' : 'factor.copy')}
          </Button>
        )}
      </CopyButton>
      <Button size="md" onClick={onClose}>
        {t('factor.kept')}
      </Button>
    </div>
  );
}
