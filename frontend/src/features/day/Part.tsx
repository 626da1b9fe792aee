import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Day, Reservation } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { Panel } from '../../ui/Panel';
import { StatusBadge, type Tone } from '../../ui/Status';
import { Money } from '../../ui/Values';
import type { DayVerbs } from './useDay';
import classes from './day.module.css';

export type PartName = 'now' | 'next' | 'late' | 'done';

const TONES: Record<PartName, Tone> = { now: 'use', next: 'busy', late: 'pending', done: 'closed' };

interface Props {
  part: PartName;
  items: Reservation[];
  day: Day;
  verbs: DayVerbs;
  onBroken: (one: Reservation) => void;
}

/** One part of the day; what is empty and asks for nothing is not shown. */
export function Part({ part, items, day, verbs, onBroken }: Props) {
  const { t } = useTranslation('day');
  if (items.length === 0 && (part === 'late' || part === 'done')) return null;
  return (
    <Panel title={t(`part.${part}`)} aside={<span className="figures">{items.length}</span>}>
      {items.length === 0 && <p className={classes.empty}>{t(part === 'now' ? 'none.now' : 'none.next')}</p>}
      <ul className={classes.list}>
        {items.map((one) => (
          <Item key={one.id} one={one} part={part} day={day} verbs={verbs} onBroken={onBroken} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ one, part, day, verbs, onBroken }: Omit<Props, 'items'> & { one: Reservation }) {
  const { t } = useTranslation('day');
  const format = useFormats(day.zone);
  const about = { name: one.person.full_name, machine: one.resource.name };
  const busy = (verb: DayVerbs['checkIn']) => verb.isPending && verb.variables.id === one.id;
  return (
    <li className={classes.item}>
      <p className={classes.time}>{format.range(one.starts_at, one.ends_at)}</p>
      <div className={classes.who}>
        <p className={classes.name}>{one.person.full_name}</p>
        <p className={classes.quiet}>
          {one.units > 1 ? t('units', { name: one.resource.name, units: one.units }) : one.resource.name}
          {one.price && one.price.amount > 0 && (
            <>
              {' · '}
              <Money value={one.price} />
            </>
          )}
        </p>
        {one.reason && <p className={classes.quiet}>{one.reason}</p>}
      </div>
      <StatusBadge tone={TONES[part]}>{useSaid(one, part, day)}</StatusBadge>
      <div className={classes.verbs}>
        {one.can_check_in && (
          <Button
            size="md"
            loading={busy(verbs.checkIn)}
            aria-label={t('check_in_name', about)}
            onClick={() => verbs.checkIn.mutate(one)}
          >
            {t('check_in')}
          </Button>
        )}
        {one.can_check_out && (
          <Button
            size="md"
            loading={busy(verbs.checkOut)}
            aria-label={t('check_out_name', about)}
            onClick={() => verbs.checkOut.mutate(one)}
          >
            {t('check_out')}
          </Button>
        )}
        {(part === 'now' || part === 'late') && (
          <Button
            size="md"
            variant="default"
            aria-label={t('fault.open_name', about)}
            onClick={() => onBroken(one)}
          >
            {t('fault.open')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Its state in words, with the time that matters next. */
function useSaid(one: Reservation, part: PartName, day: Day): string {
  const { t } = useTranslation('day');
  const format = useFormats(day.zone);
  if (part === 'done') return t(one.state === 'no_show' ? 'said.no_show' : 'said.done');
  if (part === 'next') return t('said.next');
  if (part === 'late') {
    return one.no_show_at ? t('said.released_at', { time: format.time(one.no_show_at) }) : t('said.late');
  }
  return Date.parse(one.ends_at) <= Date.parse(day.at)
    ? t('said.overtime', { time: format.time(one.ends_at) })
    : t('said.in_use', { time: format.time(one.checked_in_at ?? one.starts_at) });
}
