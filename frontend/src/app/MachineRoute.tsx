/** The machine's page with the booking form beside it: the one place where the two features meet. */
import { lazy, Suspense, useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { MachinePage } from '../features/machine/MachinePage';

const BookingDrawer = lazy(() => import('../features/booking/BookingDrawer'));
const route = getRouteApi('/may/$id');

export default function MachineRoute() {
  const { id } = route.useParams();
  const [initial, setInitial] = useState<{ starts_at: string; ends_at: string } | undefined>();
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  return (
    <>
      <MachinePage
        id={id}
        onBook={(span) => {
          setInitial(span);
          setWanted(true);
          setOpened(true);
        }}
      />
      {wanted && (
        <Suspense>
          <BookingDrawer resourceId={id} opened={opened} onClose={() => setOpened(false)} initial={initial} />
        </Suspense>
      )}
    </>
  );
}
