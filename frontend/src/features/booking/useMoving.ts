import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { Reservation } from '../../api/contract';
import type { Row, Selection } from '../../timeline/model';
import { useReservationVerbs } from '../../timeline/parts/useReservationVerbs';
import { wordsIn } from '../../timeline/gridWords';
import { useGridWords } from '../../timeline/useGridWords';

/** An own booking that is opened: where its form stands, and why its last move was refused. */
export interface Own {
  id: string;
  place: Selection;
  refusal?: unknown;
}

/** Moves own bookings; a refusal puts the booking back and opens its form with the reasons. */
export function useMoving(rows: ReadonlyMap<string, Row>, open: (own: Own | null) => void) {
  const { t } = useTranslation('timeline');
  const { t: common } = useTranslation();
  const words = useGridWords();
  const verbs = useReservationVerbs();

  const announce = (moved: Reservation) => {
    const start = Date.parse(moved.starts_at);
    const there = wordsIn(words, rows.get(moved.resource.id)?.resource.zone ?? words.format.zone);
    const span = `${there.day(start)}, ${there.span({ start, end: Date.parse(moved.ends_at) })}`;
    notifications.show({
      color: 'leaf',
      message: t('own.moved', { name: moved.resource.name, span }),
      closeButtonProps: { 'aria-label': common('action.close') },
    });
  };

  const move = async (id: string, to: Selection) => {
    const known = [...rows.values()].some((row) => row.busy.some((busy) => busy.reservationId === id));
    if (!known) return;
    open(null);
    try {
      announce(await verbs.move(id, to));
    } catch (refusal) {
      open({ id, place: to, refusal });
    }
  };

  return { move, announce };
}
