import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resourceQuery } from '../../api/queries';
import type { Row, Selection } from '../../timeline/model';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { useNow } from '../../timeline/useNow';
import { dateAt } from '../../timeline/zone';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { BookingSheet } from './BookingSheet';

interface Props {
  resourceId: string;
  opened: boolean;
  onClose: () => void;
  /** the time that is chosen when it opens */
  initial?: { starts_at: string; ends_at: string };
}

/** The booking form of one machine beside its page. */
export default function BookingDrawer({ resourceId, opened, onClose, initial }: Props) {
  const resource = useQuery({ ...resourceQuery(resourceId), enabled: opened });
  return (
    <SheetDrawer
      resource={resource.data ?? null}
      error={resource.error}
      opened={opened}
      onClose={onClose}
      initial={
        initial
          ? { rowId: resourceId, start: Date.parse(initial.starts_at), end: Date.parse(initial.ends_at) }
          : undefined
      }
    />
  );
}

interface SheetProps {
  resource: Row['resource'] | null;
  error?: unknown;
  opened: boolean;
  onClose: () => void;
  date?: string;
  initial?: Selection;
}

/** The same for a machine that is known already; what is offered instead may lead on to another one. */
export function SheetDrawer({ resource: first, error: failed, opened, onClose, date, initial }: SheetProps) {
  const { t } = useTranslation('booking');
  const now = useNow();
  const [elsewhere, setElsewhere] = useState<Selection | null>(null);
  const other = useQuery({ ...resourceQuery(elsewhere?.rowId ?? ''), enabled: elsewhere !== null });
  const resource = elsewhere ? other.data : first;
  const error = elsewhere ? other.error : failed;
  const chosen = elsewhere ?? initial;
  const close = () => {
    setElsewhere(null);
    onClose();
  };
  return (
    <SideDrawer
      opened={opened}
      onClose={close}
      title={resource ? t('title', { name: resource.name }) : t('title_plain')}
    >
      {resource ? (
        <BookingSheet
          key={`${resource.id} ${chosen?.start ?? ''}`}
          resource={resource}
          zone={resource.zone}
          date={date ?? dateAt(now, resource.zone)}
          initial={chosen}
          onElsewhere={setElsewhere}
          onClose={close}
        />
      ) : error ? (
        <ProblemAlert error={error} />
      ) : (
        <Skeleton height={240} />
      )}
    </SideDrawer>
  );
}
