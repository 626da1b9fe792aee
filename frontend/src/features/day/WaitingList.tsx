import { Button, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day, Reservation } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import type { DayVerbs } from './useDay';
import classes from './day.module.css';

const FEW = 4;

interface Props {
  day: Day;
  verbs: DayVerbs;
}

/** What staff are to approve, the most urgent first; a long list is unfolded on demand. */
export function WaitingList({ day, verbs }: Props) {
  const { t } = useTranslation('day');
  const [all, setAll] = useState(false);
  const [refusing, setRefusing] = useState<Reservation | null>(null);
  const items = all ? day.waiting : day.waiting.slice(0, FEW);
  if (items.length === 0) return null;
  return (
    <Panel title={t('part.waiting')} aside={<span className="figures">{day.waiting.length}</span>}>
      <ul className={classes.list}>
        {items.map((one) => (
          <Item key={one.id} one={one} day={day} verbs={verbs} onRefuse={() => setRefusing(one)} />
        ))}
      </ul>
      {day.waiting.length > FEW && (
        <div className={classes.more}>
          <Button variant="subtle" size="md" onClick={() => setAll(!all)}>
            {all ? t('approve.fewer') : t('approve.all', { count: day.waiting.length })}
          </Button>
        </div>
      )}
      <SideDrawer
        opened={refusing !== null}
        onClose={() => setRefusing(null)}
        title={t('approve.refuse_title', { machine: refusing?.resource.name ?? '' })}
      >
        {refusing && (
          <RefusalForm one={refusing} zone={day.zone} verbs={verbs} onDone={() => setRefusing(null)} />
        )}
      </SideDrawer>
    </Panel>
  );
}

function Item({ one, day, verbs, onRefuse }: Props & { one: Reservation; onRefuse: () => void }) {
  const { t } = useTranslation('day');
  const format = useFormats(day.zone);
  const about = { name: one.person.full_name, machine: one.resource.name };
  const today = format.isoDay(one.starts_at) === format.isoDay(day.at);
  const deciding = verbs.decide.isPending && verbs.decide.variables.one.id === one.id;
  return (
    <li className={classes.item}>
      <p className={classes.time}>
        {format.range(one.starts_at, one.ends_at)}
        {!today && <span className={classes.day}>{format.dayShort(one.starts_at)}</span>}
      </p>
      <div className={classes.who}>
        <p className={classes.name}>{one.person.full_name}</p>
        <p className={classes.quiet}>
          {one.units > 1 ? t('units', { name: one.resource.name, units: one.units }) : one.resource.name}
        </p>
        {one.reason && <p className={classes.quiet}>{one.reason}</p>}
      </div>
      <StatusBadge tone="pending">
        {t('approve.by', { time: format.timeNear(one.decide_by ?? one.starts_at, day.at) })}
      </StatusBadge>
      <div className={classes.verbs}>
        <Button
          size="md"
          loading={deciding}
          aria-label={t('approve.yes_name', about)}
          onClick={() => verbs.decide.mutate({ one, approve: true })}
        >
          {t('approve.yes')}
        </Button>
        <Button
          size="md"
          variant="default"
          disabled={deciding}
          aria-label={t('approve.no_name', about)}
          onClick={onRefuse}
        >
          {t('approve.no')}
        </Button>
      </div>
    </li>
  );
}

interface RefusalProps {
  one: Reservation;
  zone: string;
  verbs: DayVerbs;
  onDone: () => void;
}

/** Why not: the person reads it in their letter and among their bookings. */
function RefusalForm({ one, zone, verbs, onDone }: RefusalProps) {
  const { t } = useTranslation('day');
  const format = useFormats(zone);
  const [reason, setReason] = useState('');
  return (
    <Stack>
      <p>
        {one.person.full_name}: {format.day(one.starts_at)}, {format.range(one.starts_at, one.ends_at)}
      </p>
      <Textarea
        label={t('approve.reason')}
        description={t('approve.reason_note')}
        value={reason}
        maxLength={500}
        autosize
        minRows={3}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <ProblemAlert error={verbs.decide.error} />
      <Button
        size="md"
        color="var(--danger-fill)"
        loading={verbs.decide.isPending}
        disabled={reason.trim() === ''}
        onClick={() =>
          verbs.decide.mutate({ one, approve: false, reason: reason.trim() }, { onSuccess: onDone })
        }
      >
        {t('approve.refuse')}
      </Button>
    </Stack>
  );
}
