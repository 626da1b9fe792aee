import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LinkButton } from './LinkButton';
import { PageTitle } from './PageTitle';
import classes from './NotFound.module.css';

/** For an address that leads nowhere, and for what one may not see, which is the same to the outside. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <PageTitle>{t('not_found.title')}</PageTitle>
      <p>{t('not_found.text')}</p>
      <Group>
        <LinkButton to="/" size="md">
          {t('not_found.home')}
        </LinkButton>
        <LinkButton to="/may" size="md" variant="default">
          {t('not_found.machines')}
        </LinkButton>
      </Group>
    </div>
  );
}
