import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
  /** what will be here */
  title: string;
  children?: ReactNode;
  /** the first step out */
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: Props) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
      {action}
    </div>
  );
}
