import { Button } from '@mantine/core';
import { IconCalendarDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reservation, ReservationState } from '../../api/contract';
import { useZones } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ReportFault } from '../../timeline/parts/ReportFault';
import { ZoneNote } from '../../timeline/parts/ZoneNote';
import { useNow } from '../../timeline/useNow';
import { StatusBadge, type Tone } from '../../ui/Status';
import { Money } from '../../ui/Values';
import classes from './reservations.module.css';

const TONES: Record<ReservationState, Tone> = {
  pending: 'pending',
  confirmed: 'free',
  in_use: 'use',
  done: 'closed',
  refused: 'fault',
  expired: 'closed',
  cancelled: 'closed',
  no_show: 'closed',
};

const DAY = 86_400_000; // what is wrong is reported as long as it is remembered

interface Props {
  reservations: Reservation[];
  onOpen: (id: string) => void;
}

/** Own bookings by day. */
export function ReservationList({ reservations, onOpen }: Props) {
  const format = useFormats();
  const zoneOf = useZones();
  const days = useMemo(() => {
    const found = new Map<string, Reservation[]>();
    for (const reservation of reservations) {
      const day = format.in(zoneOf(reservation.resource.site.id)).day(reservation.starts_at);
      found.set(day, [...(found.get(day) ?? []), reservation]);
    }
    return [...found];
  }, [reservations, format, zoneOf]);
  return days.map(([day, items]) => (
    <section key={day} className={classes.day}>
      <h2 className={classes.dayTitle}>{day}</h2>
      <ul className={classes.list}>
        {items.map((reservation) => (
          <Item key={reservation.id} reservation={reservation} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  ));
}

function Item({ reservation, onOpen }: { reservation: Reservation; onOpen: (id: string) => void }) {
  const { t } = useTranslation('reservations');
  const words = useWords();
  const { resource, state } = reservation;
  const zone = useZones()(resource.site.id);
  const format = useFormats(zone);
  const now = new Date(useNow());
  const used =
    state === 'in_use' || (state === 'done' && now.getTime() - Date.parse(reservation.ends_at) < DAY);
  const said = state === 'refused' ? 'refused' : 'approved';
  const place = [words(resource.site.name), words(resource.room?.name)].filter(Boolean).join(', ');
  const name =
    reservation.units > 1 ? t('units', { name: resource.name, units: reservation.units }) : resource.name;
  return (
    <li className={classes.item}>
      <p className={classes.time}>{format.range(reservation.starts_at, reservation.ends_at)}</p>
      <div className={classes.what}>
        <Link to="/may/$id" params={{ id: resource.id }}>
          {name}
        </Link>
        <p className={classes.quiet}>{place}</p>
        <ZoneNote zone={zone} at={Date.parse(reservation.starts_at)} />
        {reservation.price && reservation.price.amount > 0 && (
          <p className={classes.quiet}>
            <Money value={reservation.price} />
          </p>
        )}
        {reservation.decide_by && (
          <p className={classes.quiet}>
            {t('answer_by', { time: format.timeNear(reservation.decide_by, now) })}
          </p>
        )}
        {reservation.decision_reason && (
          <p className={classes.quiet}>{t(`said.${said}`, { reason: reservation.decision_reason })}</p>
        )}
      </div>
      <StatusBadge tone={TONES[state]}>{t(`state.${state}`)}</StatusBadge>
      <div className={classes.verbs}>
        {(reservation.can_move || reservation.can_cancel) && (
          <Button
            variant="default"
            aria-label={t('change_name', { name, time: format.time(reservation.starts_at) })}
            onClick={() => onOpen(reservation.id)}
          >
            {t('change')}
          </Button>
        )}
        {used && <ReportFault machine={resource} />}
        {(state === 'confirmed' || state === 'in_use' || state === 'done') && (
          <Button
            component="a"
            variant="subtle"
            href={`/api/reservations/${reservation.id}.ics`}
            download
            leftSection={<IconCalendarDown size={18} aria-hidden />}
            aria-label={t('calendar_name', { name, time: format.time(reservation.starts_at) })}
          >
            {t('calendar')}
          </Button>
        )}
      </div>
    </li>
  );
}
