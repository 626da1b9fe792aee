/** A state said with a word, an icon and a colour: never by colour alone. */
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconClockPause,
  IconDoorOff,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Status.module.css';

export type Tone = 'free' | 'pending' | 'use' | 'fault' | 'closed' | 'busy';

const ICONS: Record<Tone, Icon> = {
  free: IconCircleCheck,
  pending: IconClockPause,
  use: IconPlayerPlay,
  fault: IconAlertTriangle,
  closed: IconDoorOff,
  busy: IconClock,
};

interface Props {
  tone: Tone;
  children: ReactNode;
  /** without the tinted pill, for dense lists */
  plain?: boolean;
}

export function StatusBadge({ tone, children, plain }: Props) {
  const Sign = ICONS[tone];
  return (
    <span className={classes.badge} data-tone={tone} data-plain={plain || undefined}>
      <Sign size={16} stroke={2} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
