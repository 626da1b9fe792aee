import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { useMe, useRegion } from '../api/session';
import { useWords } from '../i18n/useWords';
import classes from './Footer.module.css';

export function Footer() {
  const { t } = useTranslation();
  const words = useWords();
  const region = useRegion();
  const me = useMe();
  return (
    <footer className={classes.footer}>
      <div className={classes.inner}>
        <p>
          <strong>{words(region.name)}</strong>
          <br />
          {t('footer.about')}
        </p>
        {region.demo && (
          <p className={classes.demo}>
            <strong>{t('demo.name')}.</strong> {t('demo.banner')}{' '}
            {!me && <Link to="/dang-nhap">{t('demo.sign_in')}</Link>}{' '}
            <Link to="/thu-mau">{t('demo.mail')}</Link>
          </p>
        )}
        <p>
          <a href="/api/docs">{t('footer.docs')}</a>
        </p>
      </div>
    </footer>
  );
}
