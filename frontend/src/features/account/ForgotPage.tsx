/** Asks for the letter with which a new password is set. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { LetterSent as Sent } from '../../api/contract';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormPage } from './FormPage';
import { LetterSent } from './LetterSent';
import classes from './SignInPage.module.css';

export default function ForgotPage() {
  const { t } = useTranslation('account');
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_missing')) },
  });
  const ask = useMutation({
    mutationFn: (values: typeof form.values) => post<Sent>('/api/password-resets', values),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (ask.data)
    return (
      <FormPage title={t('forgot.title')}>
        <LetterSent email={ask.data.email}>{t('forgot.next')}</LetterSent>
      </FormPage>
    );
  return (
    <FormPage title={t('forgot.title')} lead={t('forgot.lead')}>
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} className={classes.form} noValidate>
        <TextInput
          label={t('sign_in.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          size="md"
          {...form.getInputProps('email')}
        />
        {!fieldErrors(ask.error).email && <ProblemAlert error={ask.error} />}
        <Button type="submit" size="md" loading={ask.isPending}>
          {t('forgot.submit')}
        </Button>
      </form>
    </FormPage>
  );
}
