import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reservationQuery, resourceQuery } from '../../api/queries';
import type { Reservation } from '../../api/contract';
import { useZones } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { ReservationForm } from '../../timeline/parts/ReservationForm';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { ProblemAlert } from '../../ui/ProblemAlert';

interface Props {
  /** null keeps it closed */
  id: string | null;
  onClose: () => void;
}

/** Moving or cancelling one booking. */
export function ReservationDrawer({ id, onClose }: Props) {
  const { t } = useTranslation('timeline');
  const { t: common } = useTranslation();
  const zoneOf = useZones();
  const answer = useQuery({ ...reservationQuery(id ?? ''), enabled: id !== null });
  const reservation = answer.data;
  const zone = zoneOf(reservation?.resource.site.id ?? '');
  const format = useFormats(zone);
  const resource = useQuery({
    ...resourceQuery(reservation?.resource.id ?? ''),
    enabled: reservation !== undefined,
  });

  const told = (key: 'own.moved' | 'own.cancelled', about: Reservation) => {
    const span = `${format.day(about.starts_at)}, ${format.range(about.starts_at, about.ends_at)}`;
    notifications.show({
      color: 'leaf',
      message: t(key, { name: about.resource.name, span }),
      closeButtonProps: { 'aria-label': common('action.close') },
    });
    onClose();
  };

  return (
    <SideDrawer opened={id !== null} onClose={onClose} title={reservation?.resource.name ?? t('own.title')}>
      <ProblemAlert error={answer.error} />
      {reservation ? (
        <ReservationForm
          key={`${reservation.id} ${reservation.version}`}
          reservation={reservation}
          zone={zone}
          raster={resource.data?.rules.raster_minutes}
          onMoved={(moved) => told('own.moved', moved)}
          onCancelled={() => told('own.cancelled', reservation)}
          onClose={onClose}
        />
      ) : (
        !answer.error && <Skeleton height={240} />
      )}
    </SideDrawer>
  );
}
