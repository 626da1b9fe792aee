import { Button, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../api/queries';
import { useRegion } from '../../api/session';
import type { TimeFirstSearch } from '../../app/search';
import { useWords } from '../../i18n/useWords';
import type { Span } from '../../timeline/spans';
import { useGridWords } from '../../timeline/useGridWords';
import { useNow } from '../../timeline/useNow';
import {
  HOUR,
  MINUTE,
  addDays,
  clockOf,
  dateAt,
  instantOf,
  isDate,
  minutesOf,
  wallAt,
} from '../../timeline/zone';
import { DateField, TimeField } from '../../ui/DateTimeField';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SitePicker } from '../../ui/SitePicker';
import BookingDrawer from './BookingDrawer';
import { FoundList } from './FoundList';
import classes from './TimeFirstPage.module.css';
import { useTimeFirst, type Found } from './useTimeFirst';

const route = getRouteApi('/tim-gio');

/** Time first: when one has time and what for, then every machine of the network that is free then. */
export default function TimeFirstPage() {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { zone } = useRegion();
  const now = useNow();
  const when = useMemo(() => wantedIn(search, Math.floor(now / HOUR) * HOUR, zone), [search, now, zone]);
  const { site, category, kind } = search;
  const filter = useMemo(() => ({ site, category, kind }), [site, category, kind]);
  const answer = useTimeFirst(when.span, when.minutes, Math.floor(now / MINUTE) * MINUTE, filter);
  const [chosen, setChosen] = useState<Found | null>(null);
  const [opened, setOpened] = useState(false);

  const change = (part: Partial<TimeFirstSearch>) =>
    void navigate({ replace: true, resetScroll: false, search: (old) => ({ ...old, ...part }) });
  const choose = (found: Found) => {
    setChosen(found);
    setOpened(true);
  };
  const count = answer.fits.reduce((sum, group) => sum + group.found.length, 0);
  const said = when.span ? `${words.day(when.span.start)}, ${words.span(when.span)}` : '';

  return (
    <div className={classes.page}>
      <PageTitle lead={t('time_first.lead')}>{t('time_first.title')}</PageTitle>
      <WhenForm search={search} when={when} today={dateAt(now, zone)} onChange={change} />
      <ProblemAlert error={answer.error} />
      {answer.loading && <Skeleton height={220} radius="lg" aria-hidden />}
      {when.span && !answer.loading && !answer.error && (
        <>
          <h2 className={classes.count} aria-live="polite">
            {count > 0 ? t('time_first.found', { count, span: said }) : t('time_first.none', { span: said })}
          </h2>
          <FoundList groups={answer.fits} onChoose={choose} />
          {answer.nearly.length > 0 && (
            <section className={classes.near}>
              <h2 className={classes.count}>{t('time_first.near')}</h2>
              <p className={classes.quiet}>{t('time_first.near_text')}</p>
              <FoundList groups={answer.nearly} onChoose={choose} quiet />
            </section>
          )}
          {count === 0 && answer.nearly.length === 0 && (
            <EmptyState
              title={t('time_first.nothing')}
              action={
                <Button variant="default" onClick={() => change({ day: addDays(when.date, 1) })}>
                  {t('time_first.next_day')}
                </Button>
              }
            >
              {t('time_first.nothing_text')}
            </EmptyState>
          )}
        </>
      )}
      {chosen && (
        <BookingDrawer
          resourceId={chosen.id}
          opened={opened}
          onClose={() => setOpened(false)}
          initial={{
            starts_at: new Date(chosen.span.start).toISOString(),
            ends_at: new Date(chosen.span.end).toISOString(),
          }}
        />
      )}
    </div>
  );
}

interface When {
  date: string;
  from: string;
  to: string;
  /** how long it must be free; the whole time unless less is asked for */
  minutes: number;
  /** null while the end is not after the start */
  span: Span | null;
}

/** The time an address asks for; at first the next two full hours. */
function wantedIn(search: TimeFirstSearch, hour: number, zone: string): When {
  const first = wallAt(hour + HOUR, zone);
  const late = first.minutes > 20 * 60;
  const date = isDate(search.day) ? search.day : late ? addDays(first.date, 1) : first.date;
  const from = minutesOf(search.from ?? '') ?? (late ? 9 * 60 : first.minutes);
  const to = minutesOf(search.to ?? '') ?? Math.min(from + 120, 1440);
  const span = to > from ? { start: instantOf(date, from, zone), end: instantOf(date, to, zone) } : null;
  const whole = span ? (span.end - span.start) / MINUTE : 0;
  return {
    date,
    from: clockOf(from),
    to: clockOf(to),
    minutes: Math.min(search.minutes ?? whole, whole),
    span,
  };
}

interface FormProps {
  search: TimeFirstSearch;
  when: When;
  today: string;
  onChange: (part: Partial<TimeFirstSearch>) => void;
}

function WhenForm({ search, when, today, onChange }: FormProps) {
  const { t } = useTranslation('booking');
  const { t: common } = useTranslation();
  const words = useWords();
  const { format } = useGridWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  const lengths = [30, 60, 90, 120, 180, 240].map((minutes) => ({
    value: String(minutes),
    label: format.minutes(minutes),
  }));
  return (
    <div className={classes.form} role="search" aria-label={t('time_first.title')}>
      <DateField
        label={t('time_first.date')}
        value={when.date}
        min={today}
        onChange={(day) => onChange({ day: day ?? undefined })}
      />
      <TimeField
        label={t('time_first.from')}
        value={when.from}
        onChange={(from) => from && onChange({ from })}
      />
      <TimeField
        label={t('time_first.to')}
        value={when.to}
        error={when.span ? undefined : t('time_first.invalid')}
        onChange={(to) => to && onChange({ to })}
      />
      <Select
        label={t('time_first.minutes')}
        placeholder={t('time_first.whole')}
        data={lengths}
        value={search.minutes ? String(search.minutes) : null}
        clearable
        clearButtonProps={{ 'aria-label': common('action.clear_field') }}
        onChange={(minutes) => onChange({ minutes: minutes ? Number(minutes) : undefined })}
      />
      <Select
        label={t('time_first.category')}
        placeholder={t('time_first.any')}
        data={categories.map((each) => ({ value: each.slug, label: words(each.name) }))}
        value={search.category ?? null}
        clearable
        clearButtonProps={{ 'aria-label': common('action.clear_field') }}
        onChange={(category) => onChange({ category: category ?? undefined })}
      />
      <SitePicker value={search.site} onChange={(site) => onChange({ site })} />
    </div>
  );
}
