/** Closing one's own account: what it calls off, then the password and, where it is on, a code. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { secondFactorQuery } from '../../api/people';
import { refreshAll } from '../../api/session';
import { CalledOff } from '../../ui/CalledOff';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { PasswordField } from './PasswordField';
import classes from './List.module.css';

export function CloseAccount() {
  const { t } = useTranslation('joining');
  const [open, setOpen] = useState(false);
  return (
    <Panel title={t('close.title')}>
      <p className={classes.empty}>{t('close.about')}</p>
      <div className={classes.row}>
        <Button variant="default" size="md" onClick={() => setOpen(true)}>
          {t('close.open')}
        </Button>
      </div>
      {open && <CloseDialog onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function CloseDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['joining', 'account', 'common']);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const factor = useQuery(secondFactorQuery).data?.on ?? false;
  const form = useForm({
    initialValues: { password: '', code: '' },
    validate: {
      password: (value) => (value ? null : t('account:sign_in.password_missing')),
      code: (value) => (!factor || value.trim() ? null : t('factor.code_missing')),
    },
  });
  const close = useMutation({
    mutationFn: ({ password, code }: typeof form.values) =>
      post('/api/me/close', factor ? { password, code } : { password }),
    onSuccess: async () => {
      await navigate({ to: '/' });
      await refreshAll(queries);
      notifications.show({
        message: t('close.done'),
        closeButtonProps: { 'aria-label': t('common:action.close') },
      });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('close.ask')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => close.mutate(values))} noValidate>
        <p>{t('close.text')}</p>
        <CalledOff
          account="/api/me"
          says={{
            some: (count) => t('close.called_off', { count }),
            none: t('close.nothing_ahead'),
            more: (count) => t('close.and_more', { count }),
          }}
        />
        <PasswordField {...form.getInputProps('password')} />
        {factor && (
          <TextInput
            label={t('factor.code_or_recovery')}
            autoComplete="one-time-code"
            size="md"
            {...form.getInputProps('code')}
          />
        )}
        <ProblemAlert error={close.error} />
        <Button type="submit" size="md" loading={close.isPending} color="var(--danger-fill)">
          {t('close.open')}
        </Button>
      </form>
    </Modal>
  );
}
