import { IconSearch } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useRegion } from '../api/session';
import { useWords } from '../i18n/useWords';
import { LanguageSwitch } from './LanguageSwitch';
import { PLACES, SETTINGS_PLACE, STAFF_PLACE, runsSites, setsUp } from './navigation';
import { useShortcut } from './useShortcut';
import classes from './Header.module.css';

const AccountMenu = lazy(() => import('./AccountMenu'));
const QuickSearch = lazy(() => import('./QuickSearch'));

export function Header() {
  const { t } = useTranslation();
  const words = useWords();
  const region = useRegion();
  const me = useMe();
  const location = useLocation();
  const [searching, setSearching] = useState(false);
  const [wanted, setWanted] = useState(false);
  const openSearch = () => {
    setWanted(true);
    setSearching(true);
  };
  useShortcut('k', openSearch);
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <Link to="/" className={classes.brand}>
          <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden>
            <path d="M16 1 31 16 16 31 1 16Z" fill="currentColor" />
          </svg>
          <span>{words(region.name)}</span>
        </Link>
        <nav className={classes.nav} aria-label={t('nav.label')}>
          {PLACES.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              className={classes.link}
              activeOptions={{ exact: place.to === '/', includeSearch: false }}
            >
              {t(place.key)}
            </Link>
          ))}
          {runsSites(me) && (
            <Link to={STAFF_PLACE.to} className={classes.link} activeOptions={{ includeSearch: false }}>
              {t(STAFF_PLACE.key)}
            </Link>
          )}
          {setsUp(me) && (
            <Link to={SETTINGS_PLACE.to} className={classes.link} activeOptions={{ includeSearch: false }}>
              {t(SETTINGS_PLACE.key)}
            </Link>
          )}
        </nav>
        <div className={classes.tools}>
          <button type="button" className={classes.search} onClick={openSearch} aria-keyshortcuts="Control+K">
            <IconSearch size={18} aria-hidden />
            <span className={classes.searchWord}>{t('search.open')}</span>
            <kbd className={classes.key} aria-hidden>
              Ctrl K
            </kbd>
          </button>
          <LanguageSwitch />
          {me ? (
            <Suspense fallback={<span className={classes.disc} aria-busy />}>
              <AccountMenu me={me} />
            </Suspense>
          ) : (
            location.pathname !== '/dang-nhap' && (
              <Link to="/dang-nhap" search={{ back: location.href }} className={classes.signIn}>
                {t('account.sign_in')}
              </Link>
            )
          )}
        </div>
      </div>
      {wanted && (
        <Suspense>
          <QuickSearch opened={searching} onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </header>
  );
}
