/** New recovery codes, or switching the second factor off: both ask for password and code again. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { secondFactorQuery, type RecoveryCodes } from '../../api/people';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { Codes } from './FactorSetup';
import { PasswordField } from './PasswordField';
import classes from './List.module.css';

interface Props {
  what: 'renew' | 'remove';
  onClose: () => void;
}

export function FactorDialog({ what, onClose }: Props) {
  const { t } = useTranslation(['joining', 'account', 'common']);
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { password: '', code: '' },
    validate: {
      password: (value) => (value ? null : t('account:sign_in.password_missing')),
      code: (value) => (value.trim() ? null : t('factor.code_missing')),
    },
  });
  const path = what === 'renew' ? 'recovery-codes' : 'remove';
  const act = useMutation({
    mutationFn: (values: typeof form.values) =>
      post<RecoveryCodes | undefined>(`/api/second-factor/${path}`, values),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
      await queries.invalidateQueries({ queryKey: ['session'] });
      if (what === 'remove') onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(what === 'renew' ? (act.data ? 'factor.codes_title' : 'factor.renew') : 'factor.remove_title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      closeOnClickOutside={!act.data}
    >
      {act.data ? (
        <Codes codes={act.data.codes} onClose={onClose} />
      ) : (
        <form className={classes.form} onSubmit={form.onSubmit((values) => act.mutate(values))} noValidate>
          <p>{t(what === 'renew' ? 'factor.renew_text' : 'factor.remove_text')}</p>
          <PasswordField {...form.getInputProps('password')} />
          <TextInput
            label={t('factor.code_or_recovery')}
            autoComplete="one-time-code"
            size="md"
            {...form.getInputProps('code')}
          />
          <ProblemAlert error={act.error} />
          <Button
            type="submit"
            size="md"
            loading={act.isPending}
            color={what === 'remove' ? 'var(--danger-fill)' : undefined}
          >
            {t(what === 'renew' ? 'factor.renew' : 'factor.remove')}
          </Button>
        </form>
      )}
    </Modal>
  );
}
