import type { ReactNode } from 'react';
import { PageTitle } from '../../ui/PageTitle';
import classes from './SignInPage.module.css';

interface Props {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A narrow page with one form or one message on it. */
export function FormPage({ title, lead, children }: Props) {
  return (
    <div className={classes.page}>
      <PageTitle lead={lead}>{title}</PageTitle>
      {children}
    </div>
  );
}
