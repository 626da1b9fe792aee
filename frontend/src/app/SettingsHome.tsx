/** All sections with a line each: the first page of the settings, and the way between them on phones. */
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { PageTitle } from '../ui/PageTitle';
import { SettingsSearch } from './SettingsSearch';
import { GROUPS, sectionsOf } from './settings';
import classes from './Settings.module.css';

export default function SettingsHome(): JSX.Element {
  const { t } = useTranslation('settings');
  const open = sectionsOf(useMe());
  return (
    <div className={classes.home}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <SettingsSearch />
      <div className={classes.groups}>
        {GROUPS.map((group) => {
          const sections = open.filter((section) => section.group === group);
          return (
            sections.length > 0 && (
              <section key={group} aria-labelledby={`group-${group}`}>
                <h2 id={`group-${group}`} className={classes.groupName}>
                  {t(`group.${group}`)}
                </h2>
                <ul className={classes.cards}>
                  {sections.map(({ key, to, icon: Sign }) => (
                    <li key={key}>
                      <Link to={to} className={classes.card}>
                        <Sign size={22} stroke={1.5} aria-hidden />
                        <span className={classes.cardText}>
                          <span className={classes.cardTitle}>{t(`section.${key}.title`)}</span>
                          <span className={classes.cardAbout}>{t(`section.${key}.about`)}</span>
                        </span>
                        <IconChevronRight size={18} aria-hidden />
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            )
          );
        })}
      </div>
    </div>
  );
}
