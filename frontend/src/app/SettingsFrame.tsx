/** What stands around every settings page: the search over all of them and the list of sections. */
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { EmptyState } from '../ui/EmptyState';
import { PageTitle } from '../ui/PageTitle';
import { SignInFirst } from '../ui/SignInFirst';
import { SettingsSearch } from './SettingsSearch';
import { GROUPS, SECTIONS, sectionsOf } from './settings';
import classes from './Settings.module.css';

export default function SettingsFrame(): JSX.Element {
  const { t } = useTranslation('settings');
  const me = useMe();
  const { pathname } = useLocation();
  const open = sectionsOf(me);
  const here = SECTIONS.find((section) => pathname.startsWith(String(section.to)));
  if (!me || open.length === 0 || (here && !open.includes(here)))
    return (
      <div className={classes.home}>
        <PageTitle>{t('title')}</PageTitle>
        {me ? (
          <EmptyState title={t('not_staff')}>{t('not_staff_text')}</EmptyState>
        ) : (
          <SignInFirst>{t('sign_in')}</SignInFirst>
        )}
      </div>
    );
  if (!here) return <Outlet />;
  return (
    <div className={classes.frame}>
      <div className={classes.side}>
        <SettingsSearch />
        <nav aria-label={t('sections')}>
          {GROUPS.map((group) => {
            const sections = open.filter((section) => section.group === group);
            return (
              sections.length > 0 && (
                <div key={group} className={classes.group}>
                  <p className={classes.groupName}>{t(`group.${group}`)}</p>
                  {sections.map(({ key, to, icon: Sign }) => (
                    <Link
                      key={key}
                      to={to}
                      className={classes.link}
                      activeOptions={{ includeSearch: false, exact: false }}
                    >
                      <Sign size={18} stroke={1.75} aria-hidden />
                      {t(`section.${key}.title`)}
                    </Link>
                  ))}
                </div>
              )
            );
          })}
        </nav>
      </div>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
