/** What a machine's state is, in words, icon and colour. */
import { useTranslation } from 'react-i18next';
import type { Instant, ResourceCard } from '../api/contract';
import { useFormats } from '../i18n/format';
import { StatusBadge } from './StatusBadge';

export { StatusBadge, type Tone } from './StatusBadge';

type Availability = Pick<ResourceCard, 'state' | 'free_now' | 'free_until' | 'next_free_at' | 'zone'>;

/** Free now and until when, else when next, as clocks there show it; out of order before anything else. */
export function MachineStatus({
  machine,
  now,
  plain,
}: {
  machine: Availability;
  now: Instant;
  plain?: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormats(machine.zone);
  if (machine.state === 'retired')
    return (
      <StatusBadge tone="closed" plain={plain}>
        {t('status.retired')}
      </StatusBadge>
    );
  if (machine.state === 'out_of_order') {
    return (
      <StatusBadge tone="fault" plain={plain}>
        {t('status.out_of_order')}
      </StatusBadge>
    );
  }
  if (machine.free_now) {
    const text = machine.free_until
      ? t('status.free_until', { time: format.untilNear(machine.free_until, now) })
      : t('status.free_now');
    return (
      <StatusBadge tone="free" plain={plain}>
        {text}
      </StatusBadge>
    );
  }
  const text = machine.next_free_at
    ? t('status.free_from', { time: format.timeNear(machine.next_free_at, now) })
    : t('status.busy_until_unknown');
  return (
    <StatusBadge tone="busy" plain={plain}>
      {text}
    </StatusBadge>
  );
}
