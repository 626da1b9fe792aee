import { Anchor, Button, Group } from '@mantine/core';
import { IconCalendarDown, IconClockPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alternative, Reservation } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { ProblemAlert, problemLines } from '../../ui/ProblemAlert';
import type { Selection } from '../model';
import { useNow } from '../useNow';
import { dateAt } from '../zone';
import { Alternatives } from './Alternatives';
import { CancelConfirm } from './CancelConfirm';
import { Reasons } from './Reasons';
import { WhenFields } from './WhenFields';
import { ZoneNote } from './ZoneNote';
import classes from './parts.module.css';
import { refusalOf, selectionOf, useReservationVerbs } from './useReservationVerbs';
import { sameAs, useQuote } from './useQuote';

interface Props {
  reservation: Reservation;
  /** of the machine's site: times are written as its clocks show them */
  zone: string;
  raster?: number;
  /** a place it was dragged to and refused, with the refusal */
  wanted?: Selection;
  refusal?: unknown;
  onMoved: (moved: Reservation) => void;
  onCancelled: () => void;
  onClose: () => void;
}

/** One own booking: its time as fields, what is free instead when refused, cancelling, the calendar file. */
export function ReservationForm(props: Props) {
  const { reservation, zone, raster = 30 } = props;
  const { t } = useTranslation('timeline');
  const format = useFormats(zone);
  const now = useNow();
  const { move } = useReservationVerbs();
  const [wanted, setWanted] = useState<Selection>(props.wanted ?? selectionOf(reservation));
  const [error, setError] = useState<unknown>(props.refusal ?? null);
  const [busy, setBusy] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const refusal = refusalOf(error);
  const unchanged = sameAs(wanted, selectionOf(reservation));
  const date = dateAt(wanted.start, zone);
  const asked = unchanged || !reservation.can_move ? null : wanted;
  const { quote, settled } = useQuote(asked, reservation.units, null, reservation.id);
  const decideBy = settled ? quote?.decide_by : null;

  const choose = (next: Selection) => {
    setWanted(next);
    setError(null);
  };
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      props.onMoved(await move(reservation.id, wanted, reservation.version));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };

  if (cancelling) {
    return (
      <CancelConfirm
        reservation={reservation}
        zone={zone}
        onCancelled={props.onCancelled}
        onKeep={() => setCancelling(false)}
      />
    );
  }
  return (
    <div className={classes.form}>
      <p className="figures">
        {format.day(reservation.starts_at)} · {format.range(reservation.starts_at, reservation.ends_at)}
      </p>
      <ZoneNote zone={zone} at={wanted.start} />
      {reservation.can_move ? (
        <WhenFields
          span={wanted}
          zone={zone}
          raster={raster}
          withDate
          min={dateAt(now, zone)}
          onChange={(span) => choose({ ...wanted, ...span })}
        />
      ) : (
        <p className={classes.quiet}>{t('own.cannot_move')}</p>
      )}
      <div role="status">
        {decideBy && (
          <p className={classes.approval}>
            <IconClockPause size={18} aria-hidden />
            <span>
              {t(reservation.state === 'pending' ? 'own.asks_still' : 'own.asks_anew', {
                time: format.timeNear(decideBy, new Date(now)),
              })}
            </span>
          </p>
        )}
      </div>
      <Reasons lines={refusal ? problemLines(refusal) : []} />
      {!refusal && <ProblemAlert error={error} />}
      <Alternatives
        alternatives={refusal?.alternatives ?? []}
        date={date}
        zone={zone}
        onChoose={(offer) => choose(fromOffer(offer))}
      />
      <Group gap="xs">
        {reservation.can_move && (
          <Button size="md" loading={busy} disabled={unchanged} onClick={() => void submit()}>
            {t('own.move')}
          </Button>
        )}
        <Button size="md" variant="default" onClick={props.onClose}>
          {t('own.keep')}
        </Button>
        <Button size="md" variant="subtle" color="red" onClick={() => setCancelling(true)}>
          {t('own.cancel')}
        </Button>
      </Group>
      <Anchor href={`/api/reservations/${reservation.id}.ics`} download className={classes.calendar}>
        <IconCalendarDown size={18} aria-hidden />
        {t('own.calendar')}
      </Anchor>
    </div>
  );
}

export function fromOffer(offer: Alternative): Selection {
  return { rowId: offer.resource_id, start: Date.parse(offer.starts_at), end: Date.parse(offer.ends_at) };
}
