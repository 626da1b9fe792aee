import { useTranslation } from 'react-i18next';
import { useRegion } from '../../api/session';
import { LinkButton } from '../../ui/LinkButton';
import classes from './SignInPage.module.css';

/** The same words whether the address has an account or not. */
export function LetterSent({ email, children }: { email: string; children: string }) {
  const { t } = useTranslation('account');
  const region = useRegion();
  return (
    <div className={classes.form} role="status">
      <p>{t('letter.sent', { email })}</p>
      <p>{children}</p>
      {region.demo && (
        <LinkButton to="/thu-mau" size="md" variant="default">
          {t('letter.demo')}
        </LinkButton>
      )}
    </div>
  );
}
