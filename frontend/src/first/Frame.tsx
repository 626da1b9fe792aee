/** Header and bar around every page as they look before anything in them can be used but links. */
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Region, Session } from '../api/contract';
import footer from '../app/Footer.module.css';
import header from '../app/Header.module.css';
import language from '../app/LanguageSwitch.module.css';
import { PLACES, SETTINGS_PLACE, STAFF_PLACE, runsSites, setsUp } from '../app/navigation';
import shell from '../app/Shell.module.css';
import bar from '../app/TabBar.module.css';
import type { Look } from './look';

interface Props {
  look: Look;
  region: Region;
  session: Session;
  path: string;
  children?: ReactNode;
}

export function Frame({ look, region, session, path, children }: Props) {
  const { t, words } = look;
  const me = session.person;
  const current = (to: string) => (to === '/' ? path === to : path.startsWith(to)) || undefined;
  const places = [
    ...PLACES,
    ...(runsSites(me) ? [STAFF_PLACE] : []),
    ...(setsUp(me) ? [SETTINGS_PLACE] : []),
  ];
  return (
    <>
      <header className={header.header}>
        <div className={header.inner}>
          <a href="/" className={header.brand}>
            <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden>
              <path d="M16 1 31 16 16 31 1 16Z" fill="currentColor" />
            </svg>
            <span>{words(region.name)}</span>
          </a>
          <nav className={header.nav} aria-label={t('nav.label')}>
            {places.map(({ to, key }) => (
              <a key={to} href={to} className={header.link} aria-current={current(to) && 'page'}>
                {t(key)}
              </a>
            ))}
          </nav>
          <div className={header.tools}>
            <span className={header.search}>
              <IconSearch size={18} aria-hidden />
              <span className={header.searchWord}>{t('search.open')}</span>
              <kbd className={header.key} aria-hidden>
                Ctrl K
              </kbd>
            </span>
            <span className={`${language.switch} ${header.waiting}`}>
              <span className={language.long}>{t('language.switch')}</span>
              <span className={language.short} aria-hidden>
                {t('language.code')}
              </span>
            </span>
            {me ? (
              <span className={header.disc} />
            ) : (
              path !== '/dang-nhap' && (
                <a href="/dang-nhap" className={header.signIn}>
                  {t('account.sign_in')}
                </a>
              )
            )}
          </div>
        </div>
      </header>
      <main className={shell.main}>{children}</main>
      <footer className={footer.footer} />
      <nav className={bar.bar} aria-hidden>
        {PLACES.map(({ to, short, icon: Sign }) => (
          <a key={to} href={to} className={bar.tab} aria-current={current(to) && 'page'}>
            <Sign size={22} stroke={1.75} aria-hidden />
            <span>{t(short)}</span>
          </a>
        ))}
      </nav>
    </>
  );
}
