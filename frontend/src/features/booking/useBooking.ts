import { notifications } from '@mantine/notifications';
import { createElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../../api/client';
import { useRegion } from '../../api/session';
import type { Reservation } from '../../api/contract';
import type { Selection } from '../../timeline/model';
import { sameAs } from '../../timeline/parts/useQuote';
import { useReservationVerbs } from '../../timeline/parts/useReservationVerbs';
import { formatsFor } from '../../i18n/formats';
import { useLanguage } from '../../i18n/useWords';
import { problemText } from '../../ui/ProblemAlert';
import { BookedMessage } from './BookedMessage';

/**
 * Books, and says so with a way back. The same selection pressed again keeps its idempotency key, so
 * that a lost answer never becomes a second booking.
 */
export function useBooking() {
  const { t } = useTranslation('booking');
  const { t: common } = useTranslation();
  const language = useLanguage();
  const region = useRegion();
  const verbs = useReservationVerbs();
  const [busy, setBusy] = useState(false);
  const intent = useRef<{ selection: Selection; units: number; key: string } | null>(null);

  const keyFor = (selection: Selection, units: number): string => {
    const last = intent.current;
    if (last && last.units === units && sameAs(last.selection, selection)) return last.key;
    const key = newIdempotencyKey();
    intent.current = { selection, units, key };
    return key;
  };

  const undo = async (made: Reservation) => {
    try {
      await verbs.cancel(made.id, made.version);
      notifications.update({ id: made.id, message: t('undone'), autoClose: 5000 });
    } catch (error) {
      notifications.update({
        id: made.id,
        color: 'red',
        message: problemText(error, common),
        autoClose: 10_000,
      });
    }
  };

  const announce = (made: Reservation, zone = region.zone) => {
    const format = formatsFor(language, zone);
    const span = format.range(made.starts_at, made.ends_at);
    const day = format.day(made.starts_at);
    const text = t(made.state === 'pending' ? 'approval.asked' : 'booked', {
      name: made.resource.name,
      day,
      span,
    });
    notifications.show({
      id: made.id,
      color: 'leaf',
      autoClose: 12_000,
      closeButtonProps: { 'aria-label': common('action.close') },
      message: createElement(BookedMessage, { text, onUndo: () => void undo(made) }),
    });
  };

  /** `zone` is the one in which the time was chosen. */
  const book = async (selection: Selection, units: number, zone?: string): Promise<Reservation> => {
    setBusy(true);
    try {
      const made = await verbs.book(selection, units, keyFor(selection, units));
      intent.current = null;
      announce(made, zone);
      return made;
    } finally {
      setBusy(false);
    }
  };

  return { book, busy };
}
