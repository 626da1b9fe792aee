import { Button, Group, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../api/contract';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { DateField } from '../../ui/DateTimeField';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { useOwnSite, useOwnSites } from '../../ui/ownSites';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { SitePicker } from '../../ui/SitePicker';
import { BookForSomebody } from './BookForSomebody';
import { FaultDrawer } from './FaultDrawer';
import { MachineList } from './MachineList';
import { OutageList } from './OutageList';
import { Part } from './Part';
import { WaitingList } from './WaitingList';
import { useDay, useDayLive, useDayVerbs, useMachines, type DayVerbs } from './useDay';
import classes from './day.module.css';

const route = getRouteApi('/hom-nay');
const PARTS = ['late', 'now', 'next', 'done'] as const;

/** The day of one site, for those who run it: who is there, who is late, who comes, what is broken. */
export default function DayPage() {
  const { t } = useTranslation('day');
  const me = useMe();
  const staff = me?.permissions.includes('reservations:manage') ?? false;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {!me && <SignInFirst>{t('sign_in')}</SignInFirst>}
      {me && !staff && <EmptyState title={t('not_staff')} />}
      {staff && <SiteDay />}
    </div>
  );
}

function SiteDay() {
  const { t } = useTranslation('day');
  const { date, site: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const none = useOwnSites()?.length === 0;
  const site = useOwnSite(asked)?.slug;
  const answer = useDay(site, date);
  useDayLive(answer.data);
  const day = answer.data;
  if (none) return <EmptyState title={t('no_site')} />;
  return (
    <>
      <div className={classes.tools}>
        <SitePicker
          always
          own
          value={site}
          onChange={(slug) => slug && void navigate({ search: { date, site: slug }, resetScroll: false })}
        />
        <DateField
          label={t('date')}
          value={day?.date ?? date ?? null}
          onChange={(next) => next && void navigate({ search: { site, date: next }, resetScroll: false })}
        />
      </div>
      <ProblemAlert error={answer.error} />
      {answer.isPending && !answer.error && <Skeleton height={320} radius="lg" aria-hidden />}
      {day && site && <Board key={`${site} ${day.date}`} day={day} site={site} />}
    </>
  );
}

function Board({ day, site }: { day: Day; site: string }) {
  const { t } = useTranslation('day');
  const verbs = useDayVerbs();
  const machines = useMachines(site).data ?? [];
  const format = useFormats(day.zone);
  const [booking, setBooking] = useState(false);
  const [broken, setBroken] = useState<{ id: string; name: string } | null>(null);
  const [confirming, setConfirming] = useState<string | null>(null);
  const report = day.outages.find((one) => one.id === confirming && !one.started_at);
  return (
    <>
      <Group justify="space-between">
        <p className={classes.clock}>{t('as_of', { time: format.time(day.at), day: format.day(day.at) })}</p>
        <Group gap="xs">
          <ExportMenu list="reservations" filter={{ site, since: day.date, until: day.date }} />
          <Button size="md" onClick={() => setBooking(true)}>
            {t('book.open')}
          </Button>
        </Group>
      </Group>
      <Failed verbs={verbs} />
      <WaitingList day={day} verbs={verbs} />
      {PARTS.map((part) => (
        <Part
          key={part}
          part={part}
          items={day[part]}
          day={day}
          verbs={verbs}
          onBroken={(one) => setBroken({ id: one.resource.id, name: one.resource.name })}
        />
      ))}
      <OutageList
        outages={day.outages}
        site={site}
        verbs={verbs}
        zone={day.zone}
        onConfirm={(one) => setConfirming(one.id)}
      />
      <MachineList machines={machines} onBroken={setBroken} />
      <FaultDrawer
        machine={report ? report.resource : broken}
        report={report}
        zone={day.zone}
        now={day.at}
        verbs={verbs}
        onClose={() => {
          setBroken(null);
          setConfirming(null);
        }}
      />
      <BookForSomebody
        opened={booking}
        site={site}
        day={day}
        machines={machines}
        onClose={() => setBooking(false)}
      />
    </>
  );
}

/** What the server refused last, in its words. */
function Failed({ verbs }: { verbs: DayVerbs }) {
  const failed = [
    verbs.checkIn,
    verbs.checkOut,
    verbs.endOutage,
    verbs.decide.variables?.approve === false ? null : verbs.decide,
  ].find((verb) => verb?.error);
  return failed ? <ProblemAlert error={failed.error} /> : null;
}
