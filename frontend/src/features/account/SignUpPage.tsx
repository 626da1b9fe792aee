/** A newcomer's first page: name, address, password; the rest comes by letter. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { LetterSent as Sent } from '../../api/contract';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormPage } from './FormPage';
import { LetterSent } from './LetterSent';
import { NewPersonFields, NOBODY, useNewPerson } from './NewPerson';
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
        <NewPersonFields form={form} error={ask.error}>
          <TextInput
            label={t('sign_in.email')}
            description={t('sign_up.email_note')}
            type="email"
            autoComplete="username"
            inputMode="email"
            size="md"
            {...form.getInputProps('email')}
          />
        </NewPersonFields>
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
  const { validate, bodyOf } = useNewPerson();
  const form = useForm({
    initialValues: { ...NOBODY, email: '' },
    validate: {
      ...validate,
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_missing')),
    },
  });
  const ask = useMutation({
    mutationFn: (values: typeof form.values) => post<Sent>('/api/sign-ups', bodyOf(values)),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return { form, ask };
}
