import { IconAlertTriangle } from '@tabler/icons-react';
import classes from './parts.module.css';

/** Why it cannot be, in whole sentences; said aloud when they change. */
export function Reasons({ lines }: { lines: string[] }) {
  return (
    <div role="alert" className={classes.reasons} hidden={lines.length === 0}>
      {lines.map((line) => (
        <p key={line}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>{line}</span>
        </p>
      ))}
    </div>
  );
}
