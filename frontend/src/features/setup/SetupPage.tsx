/** Where the link of the first start leads once there is a region: on to the start page. */
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageTitle } from '../../ui/PageTitle';

export default function SetupPage() {
  const { t } = useTranslation('setup');
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <EmptyState
        title={t('done')}
        action={
          <LinkButton to="/" size="md">
            {t('home')}
          </LinkButton>
        }
      >
        {t('done_text')}
      </EmptyState>
    </>
  );
}
