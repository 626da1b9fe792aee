/** The second step of signing in: a code of the authenticator app, or a recovery code. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSecondStep } from '../../api/session';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { FormPage } from './FormPage';
import classes from './SignInPage.module.css';

export function SecondStep({ challenge, onBack }: { challenge: string; onBack: () => void }) {
  const { t } = useTranslation('joining');
  const step = useSecondStep();
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (code) => (code.trim() ? null : t('factor.code_missing')) },
  });
  const field = useRef<HTMLInputElement>(null);
  // The page has just changed under one's hands: its only field takes the focus.
  useEffect(() => field.current?.focus(), []);
  return (
    <FormPage title={t('factor.step_title')} lead={t('factor.step_lead')}>
      <form
        onSubmit={form.onSubmit(({ code }) => step.mutate({ challenge, code }))}
        className={classes.form}
        noValidate
      >
        <TextInput
          label={t('factor.code_or_recovery')}
          autoComplete="one-time-code"
          ref={field}
          size="md"
          {...form.getInputProps('code')}
        />
        <ProblemAlert error={step.error} />
        <Button type="submit" size="md" loading={step.isPending}>
          {t('factor.step_submit')}
        </Button>
        <p>{t('factor.step_lost')}</p>
        <Button variant="subtle" size="md" onClick={onBack}>
          {t('factor.step_back')}
        </Button>
      </form>
    </FormPage>
  );
}
