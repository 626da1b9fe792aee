import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel';
import classes from './FirstSteps.module.css';

/** How a newcomer gets from here to a booked machine. */
export function FirstSteps({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation('home');
  return (
    <Panel title={t('steps.title')}>
      <ol className={classes.steps}>
        <li className={classes.step}>
          <p className={classes.head}>
            {signedIn ? t('steps.signed_in') : <Link to="/dang-nhap">{t('steps.sign_in')}</Link>}
          </p>
          <p>{t(signedIn ? 'steps.signed_in_text' : 'steps.sign_in_text')}</p>
        </li>
        <li className={classes.step}>
          <p className={classes.head}>
            <Link to="/nang-luc">{t('steps.quiz')}</Link>
          </p>
          <p>{t('steps.quiz_text')}</p>
        </li>
        <li className={classes.step}>
          <p className={classes.head}>
            <Link to="/lich">{t('steps.book')}</Link>
          </p>
          <p>{t('steps.book_text')}</p>
        </li>
      </ol>
    </Panel>
  );
}
