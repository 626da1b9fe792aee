/** Where the letter's link leads: a new password, and signing in with it. */
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem, post } from '../../api/client';
import { LinkButton } from '../../ui/LinkButton';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormPage } from './FormPage';
import { PasswordField } from './PasswordField';
import classes from './SignInPage.module.css';

const route = getRouteApi('/dat-lai/$token');

export default function ResetPage() {
  const { t } = useTranslation('account');
  const { token } = route.useParams();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value ? null : t('sign_in.password_missing')) },
  });
  const set = useMutation({
    mutationFn: ({ password }: typeof form.values) =>
      post('/api/password-resets/confirm', { token, password }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (set.isSuccess)
    return (
      <FormPage title={t('reset.done')}>
        <div className={classes.form} role="status">
          <p>{t('reset.next')}</p>
          <LinkButton to="/dang-nhap" size="md">
            {t('sign_in.title')}
          </LinkButton>
        </div>
      </FormPage>
    );
  const spent = set.error instanceof ApiProblem && set.error.code === 'link_spent';
  return (
    <FormPage title={t('reset.title')} lead={t('reset.lead')}>
      <form onSubmit={form.onSubmit((values) => set.mutate(values))} className={classes.form} noValidate>
        <PasswordField label={t('reset.password')} chosen {...form.getInputProps('password')} />
        {!fieldErrors(set.error).password && <ProblemAlert error={set.error} />}
        {spent && (
          <LinkButton to="/quen-mat-khau" size="md" variant="default">
            {t('forgot.submit')}
          </LinkButton>
        )}
        <Button type="submit" size="md" loading={set.isPending}>
          {t('reset.submit')}
        </Button>
      </form>
    </FormPage>
  );
}
