import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alternative, Reservation } from '../../api/contract';
import { reservationQuery } from '../../api/queries';
import { DayGrid } from '../../timeline/DayGrid';
import type { Group } from '../../timeline/group';
import type { Axis, Row, Selection } from '../../timeline/model';
import { ReservationForm } from '../../timeline/parts/ReservationForm';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './booking.module.css';
import { BookingPanel } from './BookingPanel';
import { useBooking } from './useBooking';
import { useMoving, type Own } from './useMoving';
import type { useSelection } from './useSelection';

interface Props {
  groups: Group[];
  axis: Axis;
  now: number;
  zone: string;
  /** the day in words */
  title: string;
  showSite: boolean;
  stale: boolean;
  /** machine on which the keyboard starts */
  landOn: string | null;
  booking: ReturnType<typeof useSelection>;
  onAlternative: (selection: Selection, offer: Alternative) => void;
}

/** The day's grid with the form that opens beside a selection or an own booking. */
export function DaySchedule(props: Props) {
  const { groups, axis, now, zone, booking } = props;
  const { t } = useTranslation('booking');
  const { t: grid } = useTranslation('timeline');
  const [own, setOwn] = useState<Own | null>(null);
  const { book, busy } = useBooking();
  const rows = useMemo(
    () => new Map(groups.flatMap((group) => group.rows).map((row) => [row.id, row])),
    [groups],
  );
  const moving = useMoving(rows, setOwn);
  const row = booking.selection ? rows.get(booking.selection.rowId) : undefined;

  const select = (selection: Selection | null) => {
    setOwn(null);
    booking.select(selection);
  };
  const submit = async () => {
    const { selection, units } = booking;
    if (!selection) return;
    // The booking stands on the lane at once; only a refusal brings the form back, filled as it was.
    booking.select(null);
    try {
      await book(selection, units, row?.resource.zone);
    } catch (error) {
      booking.select(selection);
      booking.setUnits(units);
      booking.setError(error);
    }
  };
  const open = (id: string, rowId: string) => {
    const bar = rows.get(rowId)?.busy.find((busy) => busy.reservationId === id);
    if (!bar) return;
    booking.select(null);
    setOwn({ id, place: { rowId, start: bar.start, end: bar.end } });
  };

  const panel = own ? (
    <OwnPanel
      own={own}
      row={rows.get(own.place.rowId)}
      zone={zone}
      onDone={() => setOwn(null)}
      onMoved={moving.announce}
    />
  ) : booking.selection && row ? (
    <BookingPanel
      row={row}
      selection={booking.selection}
      units={booking.units}
      zone={row.resource.zone}
      now={now}
      error={booking.error}
      busy={busy}
      onChange={select}
      onUnits={booking.setUnits}
      onAlternative={props.onAlternative}
      onBook={() => void submit()}
      onClose={() => select(null)}
    />
  ) : null;

  return (
    <DayGrid
      groups={groups}
      axis={axis}
      now={now}
      label={grid('grid', { day: props.title })}
      showSite={props.showSite}
      stale={props.stale}
      landOn={props.landOn}
      selection={own ? own.place : booking.selection}
      panel={panel}
      panelLabel={own ? grid('own.title') : t('panel')}
      onSelect={select}
      onMove={(id, to) => {
        booking.select(null);
        void moving.move(id, to);
      }}
      onOpen={open}
      onClose={() => select(null)}
    />
  );
}

interface OwnProps {
  own: Own;
  row: Row | undefined;
  zone: string;
  onDone: () => void;
  onMoved: (moved: Reservation) => void;
}

/** An own booking opened from its bar, or brought back because its new place was refused. */
function OwnPanel({ own, row, zone, onDone, onMoved }: OwnProps) {
  const { t } = useTranslation('timeline');
  const reservation = useQuery(reservationQuery(own.id));
  return (
    <div className={classes.panel}>
      <div>
        <h2 className={classes.name} tabIndex={-1} data-autofocus>
          {row?.resource.name ?? t('own.title')}
        </h2>
        <p className={classes.quiet}>{t('own.title')}</p>
      </div>
      <ProblemAlert error={reservation.error} />
      {reservation.data ? (
        <ReservationForm
          key={reservation.data.version}
          reservation={reservation.data}
          zone={row?.resource.zone ?? zone}
          raster={row?.rules.raster_minutes}
          wanted={own.refusal ? own.place : undefined}
          refusal={own.refusal}
          onMoved={(moved) => {
            onMoved(moved);
            onDone();
          }}
          onCancelled={onDone}
          onClose={onDone}
        />
      ) : (
        !reservation.error && <Skeleton height={150} />
      )}
    </div>
  );
}
