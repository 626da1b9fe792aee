/** What stands around every page: header, demo and offline notices, the page, footer, and the bar below on phones. */
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Footer } from './Footer';
import { Header } from './Header';
import { OfflineNotice } from './OfflineNotice';
import { TabBar } from './TabBar';
import classes from './Shell.module.css';

export function Shell() {
  const { t } = useTranslation();
  useFocusOnNavigation();
  return (
    <>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      <Header />
      <OfflineNotice />
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Footer />
      <TabBar />
    </>
  );
}

/** After going to another page focus stands on its heading, as after a full page load. */
function useFocusOnNavigation() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
        const heading = document.getElementById('page-title') ?? document.getElementById('main');
        heading?.focus({ preventScroll: true });
      }),
    [router],
  );
}
