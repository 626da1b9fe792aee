import { useEffect, type ReactNode } from 'react';
import { useRegion } from '../api/session';
import { useWords } from '../i18n/useWords';
import classes from './PageTitle.module.css';

interface Props {
  children: string;
  /** beside the heading: a count, a switch */
  aside?: ReactNode;
  /** one line below the heading */
  lead?: ReactNode;
}

/** The page's only h1, which names the browser's tab as well. */
export function PageTitle({ children, aside, lead }: Props) {
  useDocumentTitle(children);
  return (
    <div className={classes.head}>
      <div className={classes.line}>
        <h1 className={classes.title} tabIndex={-1} id="page-title">
          {children}
        </h1>
        {aside}
      </div>
      {lead && <p className={classes.lead}>{lead}</p>}
    </div>
  );
}

/** Sets the browser tab to "title · region". */
export function useDocumentTitle(title: string) {
  const words = useWords();
  const place = words(useRegion().name);
  useEffect(() => {
    document.title = title === place ? place : `${title} · ${place}`;
  }, [title, place]);
}
