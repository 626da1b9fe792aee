/** Sign in, and back to where one came from. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client';
import { challengeOf, useMe, useRegion, useSignIn } from '../../api/session';
import { asLanguage, chosenLanguage, showLanguage } from '../../i18n';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { DemoPeople, DEMO_PASSWORD } from './DemoPeople';
import { SecondStep } from './SecondStep';
import { PasswordField } from './PasswordField';
import classes from './SignInPage.module.css';

const route = getRouteApi('/dang-nhap');

export default function SignInPage() {
  const { t } = useTranslation('account');
  const region = useRegion();
  const { submit, form, signIn } = useSignInForm();
  const refused = signIn.error instanceof ApiProblem && [401, 422].includes(signIn.error.status);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (refused) password.current?.focus();
  }, [refused, signIn.failureCount]);
  const challenge = challengeOf(signIn.data);
  if (challenge) return <SecondStep challenge={challenge} onBack={signIn.reset} />;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('sign_in.lead')}>{t('sign_in.title')}</PageTitle>
      <form onSubmit={form.onSubmit(submit)} className={classes.form} noValidate>
        <TextInput
          label={t('sign_in.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          size="md"
          {...form.getInputProps('email')}
        />
        <PasswordField
          ref={password}
          {...form.getInputProps('password')}
          error={form.errors.password ?? (refused ? t('sign_in.refused') : null)}
        />
        {!refused && <ProblemAlert error={signIn.error} />}
        <Button type="submit" size="md" loading={signIn.isPending}>
          {t('sign_in.submit')}
        </Button>
        <p>
          <Link to="/quen-mat-khau">{t('sign_in.forgot')}</Link>
        </p>
        <p>
          {t('sign_in.new')} <Link to="/dang-ky">{t('sign_up.title')}</Link>
        </p>
      </form>
      {region.demo && (
        <DemoPeople
          onChoose={(email) => {
            form.setValues({ email, password: DEMO_PASSWORD });
            submit({ email, password: DEMO_PASSWORD });
          }}
        />
      )}
    </div>
  );
}

function useSignInForm() {
  const { t } = useTranslation('account');
  const { back } = route.useSearch();
  const me = useMe();
  const router = useRouter();
  const signIn = useSignIn();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_missing')),
      password: (value) => (value ? null : t('sign_in.password_missing')),
    },
  });
  useEffect(() => {
    if (!me) return;
    const language = asLanguage(me.locale);
    if (language && !chosenLanguage()) void showLanguage(language);
    // Staff who still need a second factor meet it here, before anything else.
    router.history.replace(me.second_factor_due_at ? '/tai-khoan' : (back ?? '/'));
  }, [me, back, router]);
  const submit = ({ email, password }: { email: string; password: string }) =>
    signIn.mutate({ email: email.trim(), password });
  return { form, signIn, submit };
}
