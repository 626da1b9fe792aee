import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegion } from '../../api/session';
import type { TimelineSearch } from '../../app/search';
import { PAGE_ROWS, PHONE, shownDays, spanOfDays } from '../../timeline/asked';
import { closedOver } from '../../timeline/closed';
import { groupRows } from '../../timeline/group';
import { axisOf, freeUntil, hasNights, type Selection } from '../../timeline/model';
import { useGridWords } from '../../timeline/useGridWords';
import { useLive } from '../../timeline/useLive';
import { useNow } from '../../timeline/useNow';
import { useTimeline } from '../../timeline/useTimeline';
import { WeekGrid } from '../../timeline/WeekGrid';
import { addDays, dateAt, dayOf, instantOf } from '../../timeline/zone';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { ClosedNotice } from './ClosedNotice';
import { DaySchedule } from './DaySchedule';
import { Legend } from './Legend';
import { MoreRows } from './MoreRows';
import { PhoneSchedule } from './PhoneSchedule';
import classes from './TimelinePage.module.css';
import { CategoryChips, Toolbar } from './Toolbar';
import { useSelection } from './useSelection';

const route = getRouteApi('/lich');

/** The timetable of all machines: a day, a week, or on a phone a list. */
export default function TimelinePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { t } = useTranslation('booking');
  const { t: grid } = useTranslation('timeline');
  const words = useGridWords();
  const { zone } = useRegion();
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  const now = useNow();
  const { today, date, week, from, days } = shownDays(search, now, zone, phone);
  const dates = useMemo(() => Array.from({ length: days }, (_, index) => addDays(from, index)), [from, days]);
  const [most, setMost] = useState(PAGE_ROWS);
  const timeline = useTimeline(from, days, zone, search, most);
  const { rows } = timeline;
  const booking = useSelection(search);
  useLive(timeline.asked, rows, dates);

  const wholeDay = search.hours === 'all';
  const nights = useMemo(() => hasNights(rows, date, zone), [rows, date, zone]);
  const groups = useMemo(() => groupRows(rows), [rows]);
  const minute = Math.floor(now / 60_000) * 60_000;
  const { start, end, origin } = useMemo(
    () => axisOf(rows, date, zone, minute, wholeDay),
    [rows, date, zone, minute, wholeDay],
  );
  // The same axis stays the same object, or every minute would draw every lane anew.
  const axis = useMemo(() => ({ start, end, origin }), [start, end, origin]);
  const shownSpan = useMemo(() => spanOfDays(from, days, zone), [from, days, zone]);
  const closed = useMemo(() => closedOver(rows, shownSpan), [rows, shownSpan]);
  const several = useMemo(() => new Set(rows.map((row) => row.resource.site.id)).size > 1, [rows]);
  const freeNow = useMemo(
    () =>
      date === today && !week
        ? rows.filter((row) => row.resource.kind === 'machine' && freeUntil(row, minute) !== null).length
        : null,
    [rows, date, today, week, minute],
  );

  // While another question is on its way, the count is of the last one.
  const count = { shown: rows.length, total: timeline.total };
  const complete = timeline.stale || (timeline.standsIn && most === PAGE_ROWS);

  const change = (part: Partial<TimelineSearch>) =>
    void navigate({ replace: 'q' in part, resetScroll: false, search: (old) => ({ ...old, ...part }) });

  const goTo = (day: string): Partial<TimelineSearch> => ({ day: day === today ? undefined : day });
  const [landOn, setLandOn] = useState<string | null>(null);
  const openDay = useCallback(
    (day: string, rowId: string) => {
      setLandOn(rowId);
      void navigate({
        resetScroll: false,
        search: (old) => ({ ...old, view: undefined, day: day === today ? undefined : day }),
      });
    },
    [navigate, today],
  );
  const follow = (selection: Selection) => {
    booking.select(selection);
    const shown = rows.some((row) => row.id === selection.rowId);
    change({ ...goTo(dateAt(selection.start, zone)), ...(shown ? {} : { site: undefined, q: undefined }) });
  };

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <PageTitle
          aside={
            freeNow !== null && <span className={classes.free}>{t('free_now', { count: freeNow })}</span>
          }
        >
          {t('page_title')}
        </PageTitle>
        <Toolbar
          search={search}
          date={date}
          today={today}
          phone={phone}
          onChange={(part) => {
            booking.select(null);
            change(part);
          }}
          onAhead={timeline.ahead}
        />
      </div>
      <div className={classes.filters}>
        <CategoryChips search={search} onChange={change} />
        {nights && !phone && (
          <button
            type="button"
            className={classes.hoursButton}
            aria-pressed={wholeDay}
            onClick={() => change({ hours: wholeDay ? undefined : 'all' })}
          >
            {t('all_hours')}
          </button>
        )}
        {!phone && <Legend />}
      </div>
      <ProblemAlert error={timeline.error}>
        <Button variant="default" onClick={timeline.retry}>
          {t('retry')}
        </Button>
      </ProblemAlert>
      {timeline.loading && <Skeleton height={480} radius="lg" aria-hidden />}
      {!timeline.loading && !timeline.error && rows.length === 0 && (
        <EmptyState
          title={t('nothing.title')}
          action={
            <Button
              variant="default"
              onClick={() => change({ site: undefined, category: undefined, kind: undefined, q: undefined })}
            >
              {t('nothing.clear')}
            </Button>
          }
        >
          {t('nothing.text')}
        </EmptyState>
      )}
      {closed && !timeline.stale && (
        <ClosedNotice
          closed={closed}
          shown={shownSpan}
          week={week}
          zone={zone}
          filter={search}
          onGo={(day) => change(goTo(day))}
        />
      )}
      {complete || <MoreRows {...count} />}
      {rows.length > 0 &&
        (phone ? (
          <PhoneSchedule
            groups={groups}
            rows={rows}
            axis={axis}
            now={minute}
            showSite={several}
            date={date}
            initial={booking.selection}
            onClose={() => booking.select(null)}
          />
        ) : week ? (
          <WeekGrid
            groups={groups}
            date={date}
            today={today}
            zone={zone}
            now={minute}
            showSite={several}
            stale={timeline.stale}
            wholeDay={wholeDay}
            label={grid('week_grid', { day: words.day(instantOf(from, 0, zone)) })}
            onOpen={openDay}
          />
        ) : (
          <DaySchedule
            groups={groups}
            axis={axis}
            now={minute}
            zone={zone}
            title={words.day(dayOf(date, zone).start)}
            showSite={several}
            stale={timeline.stale}
            landOn={landOn}
            booking={booking}
            onAlternative={follow}
          />
        ))}
      {complete || (
        <MoreRows {...count} loading={timeline.standsIn} onMore={() => setMost(most + PAGE_ROWS)} />
      )}
      {!phone && !week && <p className={classes.help}>{grid('help')}</p>}
    </div>
  );
}
