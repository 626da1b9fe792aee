/** Where the letter's link leads. A press confirms, since programs that look at mail open links, too. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { Confirmed } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { LinkButton } from '../../ui/LinkButton';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { FormPage } from './FormPage';
import classes from './SignInPage.module.css';

const route = getRouteApi('/xac-nhan/$token');

export default function ConfirmPage() {
  const { t } = useTranslation('account');
  const { token } = route.useParams();
  const confirm = useMutation({ mutationFn: () => post<Confirmed>('/api/sign-ups/confirm', { token }) });
  if (confirm.data) return <Welcome confirmed={confirm.data} />;
  return (
    <FormPage title={t('confirm.title')} lead={t('confirm.lead')}>
      <div className={classes.form}>
        <ProblemAlert error={confirm.error} />
        {confirm.error ? (
          <LinkButton to="/dang-ky" size="md" variant="default">
            {t('sign_up.title')}
          </LinkButton>
        ) : (
          <Button size="md" loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t('confirm.submit')}
          </Button>
        )}
      </div>
    </FormPage>
  );
}

function Welcome({ confirmed }: { confirmed: Confirmed }) {
  const { t } = useTranslation('account');
  const words = useWords();
  return (
    <FormPage title={t('confirm.done')}>
      <div className={classes.form} role="status">
        <p>{t('confirm.next', { email: confirmed.email })}</p>
        {confirmed.organisations.length > 0 && (
          <p>{t('confirm.member', { names: confirmed.organisations.map(words).join(', ') })}</p>
        )}
        {confirmed.requested.length > 0 && (
          <p>{t('confirm.requested', { names: confirmed.requested.map(words).join(', ') })}</p>
        )}
        <LinkButton to="/dang-nhap" size="md">
          {t('sign_in.title')}
        </LinkButton>
      </div>
    </FormPage>
  );
}
