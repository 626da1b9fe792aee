import type { ReactNode } from 'react';
import { Panel } from '../../ui/Panel';
import classes from './transfer.module.css';

interface Props {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A panel whose matter stands apart from its edges. */
export function Section({ title, aside, children }: Props) {
  return (
    <Panel title={title} aside={aside}>
      <div className={classes.body}>{children}</div>
    </Panel>
  );
}
