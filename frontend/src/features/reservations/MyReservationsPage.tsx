import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconCalendarShare } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { myReservationsQuery } from '../../api/queries';
import { useMe } from '../../api/session';
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
  const { t: common } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scope = search.scope ?? 'upcoming';
  const list = useInfiniteQuery(myReservationsQuery(scope));
  const reservations = list.data?.pages.flatMap((page) => page.items);
  // Replaced: an open drawer is no step on the way back, which closes it.
  const show = (id?: string) =>
    void navigate({ resetScroll: false, replace: true, search: (old) => ({ ...old, id }) });

  return (
    <div className={classes.page}>
      <PageTitle
        lead={t('lead')}
        aside={
          <LinkButton
            to="/kenh-lich"
            variant="default"
            leftSection={<IconCalendarShare size={18} aria-hidden />}
          >
            {t('subscribe')}
          </LinkButton>
        }
      >
        {t('title')}
      </PageTitle>
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
      {reservations?.length === 0 && <Nothing scope={scope} />}
      {reservations && <ReservationList reservations={reservations} onOpen={show} />}
      {list.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {common('action.show_more')}
        </Button>
      )}
      <ReservationDrawer id={search.id ?? null} onClose={() => show()} />
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
