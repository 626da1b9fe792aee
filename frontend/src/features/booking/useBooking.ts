import { notifications } from '@mantine/notifications';
import { createElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIntent } from '../../api/intent';
import { useRegion } from '../../api/session';
import type { Reservation } from '../../api/contract';
import type { Selection } from '../../timeline/model';
import { useReservationVerbs } from '../../timeline/parts/useReservationVerbs';
import { formatsFor } from '../../i18n/formats';
import { useLanguage } from '../../i18n/useWords';
import { problemText } from '../../ui/ProblemAlert';
import { BookedMessage } from './BookedMessage';

/** Books, and says so with a way back. */
export function useBooking() {
  const { t } = useTranslation('booking');
  const { t: common } = useTranslation();
  const language = useLanguage();
  const region = useRegion();
  const verbs = useReservationVerbs();
  const [busy, setBusy] = useState(false);
  const intent = useIntent();

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
      const made = await verbs.book(
        selection,
        units,
        intent.keyFor([selection.rowId, selection.start, selection.end, units]),
      );
      intent.done();
      announce(made, zone);
      return made;
    } finally {
      setBusy(false);
    }
  };

  return { book, busy };
}
