/** Each site: open or not and until when, and its next seven days. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../api/contract';
import { sitesQuery } from '../../api/queries';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import { daysAhead, type DayAhead } from './daysAhead';
import classes from './SitesThisWeek.module.css';

export function SitesThisWeek() {
  const { t } = useTranslation('home');
  const { data, error } = useQuery(sitesQuery);
  return (
    <Panel title={t('sites.title')} aside={<Link to="/lich">{t('sites.timeline')}</Link>}>
      <ProblemAlert error={error} />
      {!data && !error && <SiteSkeletons />}
      <ul className={classes.list}>
        {data?.map((site) => (
          <SiteRow key={site.id} site={site} />
        ))}
      </ul>
    </Panel>
  );
}

function SiteSkeletons() {
  return (
    <div className={classes.skeletons} aria-hidden>
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} height={96} />
      ))}
    </div>
  );
}

function SiteRow({ site }: { site: Site }) {
  const { t } = useTranslation('home');
  const words = useWords();
  const now = useNow();
  const days = daysAhead(site, now, 7);
  return (
    <li className={classes.site}>
      <div className={classes.head}>
        <div className={classes.names}>
          <h3 className={classes.name}>
            <Link to="/may" search={{ site: site.slug }}>
              {words(site.name)}
            </Link>
          </h3>
          <p className={classes.address}>
            {site.organisation && `${words(site.organisation.name)} · `}
            {site.address}
            {' · '}
            <Link
              to="/lich-chung/$kind/$key"
              params={{ kind: 'site', key: site.id }}
              aria-label={t('sites.subscribe_named', { name: words(site.name) })}
            >
              {t('sites.subscribe')}
            </Link>
          </p>
        </div>
        <SiteStatus site={site} now={now} />
      </div>
      <WeekScroller label={words(site.name)}>
        <ol className={classes.week}>
          {days.map((day, index) => (
            <DayCell key={day.date} day={day} today={index === 0} zone={site.zone} />
          ))}
        </ol>
      </WeekScroller>
    </li>
  );
}

/** On phones the week scrolls sideways, so the keyboard must reach it. */
function WeekScroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="group" aria-label={label} tabIndex={0} className={classes.scroller}>
      {children}
    </div>
  );
}

function SiteStatus({ site, now }: { site: Site; now: number }) {
  const { t } = useTranslation();
  const format = useFormats(site.zone);
  const present = new Date(now);
  if (site.open_now) {
    return (
      <StatusBadge tone="free">
        {site.closes_at
          ? t('status.open_until', { time: format.untilNear(site.closes_at, present) })
          : t('status.open')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="closed">
      {site.opens_at
        ? t('status.opens', { time: format.timeNear(site.opens_at, present) })
        : t('status.closed')}
    </StatusBadge>
  );
}

function DayCell({ day, today, zone }: { day: DayAhead; today: boolean; zone: string }) {
  const { t } = useTranslation('home');
  const words = useWords();
  const format = useFormats(zone);
  const closed = day.hours.length === 0;
  const reason = words(day.closure);
  return (
    <li className={classes.day} data-closed={closed || undefined} data-today={today || undefined}>
      <span className={classes.weekday}>{format.dayShort(day.noon)}</span>
      {closed ? (
        <span className={classes.closed}>{t('sites.closed')}</span>
      ) : (
        <span className={classes.hours}>
          {day.hours.map((span) => (
            <span key={span.opens}>{`${span.opens}–${span.closes}`}</span>
          ))}
        </span>
      )}
      {reason && <span className={classes.reason}>{reason}</span>}
    </li>
  );
}
