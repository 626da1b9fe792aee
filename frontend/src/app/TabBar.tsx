import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PLACES } from './navigation';
import classes from './TabBar.module.css';

/** The main navigation on phones, within reach of the thumb. */
export function TabBar() {
  const { t } = useTranslation();
  return (
    <nav className={classes.bar} aria-label={t('nav.label')}>
      {PLACES.map(({ to, short, icon: Sign }) => (
        <Link
          key={to}
          to={to}
          className={classes.tab}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Sign size={22} stroke={1.75} aria-hidden />
          <span>{t(short)}</span>
        </Link>
      ))}
    </nav>
  );
}
