import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, Reservation } from '../../api/contract';
import { useMe } from '../../api/session';
import { RESERVATIONS_KEY } from '../../timeline/parts/useReservationVerbs';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { ReservationDrawer } from './ReservationDrawer';
import { ReservationList } from './ReservationList';
import classes from './reservations.module.css';

const route = getRouteApi('/cua-toi');

/** My bookings: what is coming and what has been; each can be moved, cancelled and put into a calendar. */
export default function MyReservationsPage() {
  const { t } = useTranslation('reservations');
  const me = useMe();
  if (!me) {
    return (
      <div className={classes.page}>
        <PageTitle>{t('title')}</PageTitle>
        <SignInFirst>{t('sign_in')}</SignInFirst>
      </div>
    );
  }
  return <Reservations />;
}

function Reservations() {
  const { t } = useTranslation('reservations');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scope = search.scope ?? 'upcoming';
  const list = useQuery({
    queryKey: [...RESERVATIONS_KEY, scope],
    queryFn: async ({ signal }) =>
      (await get<Page<Reservation>>('/api/reservations', { scope }, signal)).items,
  });
  const open = (id: string | undefined) =>
    void navigate({ resetScroll: false, search: (old) => ({ ...old, id }) });

  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <SegmentedControl
        className={classes.scope}
        aria-label={t('scope.label')}
        value={scope}
        onChange={(value) =>
          void navigate({ search: { scope: value === 'past' ? 'past' : undefined }, resetScroll: false })
        }
        data={[
          { value: 'upcoming', label: t('scope.upcoming') },
          { value: 'past', label: t('scope.past') },
        ]}
      />
      <ProblemAlert error={list.error}>
        <Button variant="default" onClick={() => void list.refetch()}>
          {t('retry')}
        </Button>
      </ProblemAlert>
      {list.isPending && <Skeleton height={220} radius="lg" aria-hidden />}
      {list.data && list.data.length === 0 && <Nothing scope={scope} />}
      {list.data && list.data.length > 0 && <ReservationList reservations={list.data} onOpen={open} />}
      <ReservationDrawer id={search.id ?? null} onClose={() => open(undefined)} />
    </div>
  );
}

function Nothing({ scope }: { scope: 'upcoming' | 'past' }) {
  const { t } = useTranslation('reservations');
  if (scope === 'past') return <EmptyState title={t('nothing.past')} />;
  return (
    <EmptyState
      title={t('nothing.upcoming')}
      action={
        <div className={classes.first}>
          <LinkButton to="/lich">{t('nothing.timeline')}</LinkButton>
          <LinkButton to="/tim-gio" variant="default">
            {t('nothing.time_first')}
          </LinkButton>
        </div>
      }
    >
      {t('nothing.text')}
    </EmptyState>
  );
}
