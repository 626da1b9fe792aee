import { IconChevronLeft } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from './PageTitle';
import classes from './SettingsPage.module.css';

interface Props {
  title: string;
  /** one or two sentences below the title: what is set here */
  intro?: ReactNode;
  /** buttons beside the title */
  actions?: ReactNode;
  /** where one came from: the section's list; without it phones get a way back to all settings */
  back?: { to: LinkProps['to']; label: string };
  children: ReactNode;
}

/** One page of the settings: title, what it is for, what one can do, and below it the matter itself. */
export function SettingsPage({ title, intro, actions, back, children }: Props) {
  const { t } = useTranslation('settings');
  return (
    <div className={classes.page}>
      <div>
        <Link to={back?.to ?? '/cai-dat'} className={classes.back} data-phone={!back || undefined}>
          <IconChevronLeft size={18} aria-hidden />
          {back?.label ?? t('title')}
        </Link>
        <div className={classes.head}>
          <PageTitle lead={intro}>{title}</PageTitle>
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      </div>
      {children}
    </div>
  );
}
