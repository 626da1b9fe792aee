/** A newcomer's first page: name, address, password; the rest comes by letter. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { LetterSent as Sent } from '../../api/contract';
import { useLanguage } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormPage } from './FormPage';
import { LetterSent } from './LetterSent';
import classes from './SignInPage.module.css';

export default function SignUpPage() {
  const { t } = useTranslation('account');
  const { form, ask } = useSignUp();
  if (ask.data)
    return (
      <FormPage title={t('sign_up.title')}>
        <LetterSent email={ask.data.email}>{t('sign_up.next')}</LetterSent>
      </FormPage>
    );
  return (
    <FormPage title={t('sign_up.title')} lead={t('sign_up.lead')}>
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} className={classes.form} noValidate>
        <TextInput
          label={t('sign_up.full_name')}
          autoComplete="name"
          size="md"
          {...form.getInputProps('full_name')}
        />
        <TextInput
          label={t('sign_in.email')}
          description={t('sign_up.email_note')}
          type="email"
          autoComplete="username"
          inputMode="email"
          size="md"
          {...form.getInputProps('email')}
        />
        <TextInput
          label={t('sign_up.birth_date')}
          description={t('sign_up.birth_date_note')}
          type="date"
          autoComplete="bday"
          size="md"
          {...form.getInputProps('birth_date')}
        />
        <PasswordInput
          label={t('sign_in.password')}
          description={t('password.note')}
          autoComplete="new-password"
          size="md"
          visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
          {...form.getInputProps('password')}
        />
        {Object.keys(fieldErrors(ask.error)).length === 0 && <ProblemAlert error={ask.error} />}
        <Button type="submit" size="md" loading={ask.isPending}>
          {t('sign_up.submit')}
        </Button>
        <p>
          {t('sign_up.known')} <Link to="/dang-nhap">{t('sign_in.title')}</Link>
        </p>
      </form>
    </FormPage>
  );
}

function useSignUp() {
  const { t } = useTranslation('account');
  const locale = useLanguage();
  const form = useForm({
    initialValues: { full_name: '', email: '', birth_date: '', password: '' },
    validate: {
      full_name: (value) => (value.trim() ? null : t('sign_up.full_name_missing')),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_missing')),
      password: (value) => (value ? null : t('sign_in.password_missing')),
    },
  });
  const ask = useMutation({
    mutationFn: (values: typeof form.values) =>
      post<Sent>('/api/sign-ups', { ...values, birth_date: values.birth_date || null, locale }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return { form, ask };
}
