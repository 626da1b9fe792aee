/** What became of a site's bookings, for its staff: use by machine and hour, no-shows, refusals, newcomers. */
import { ActionIcon, Button, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Statistics } from '../../api/contract';
import { useMe, useRegion } from '../../api/session';
import type { StatisticsSearch } from '../../app/search';
import { dayIn } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { DateField } from '../../ui/DateTimeField';
import { EmptyState } from '../../ui/EmptyState';
import { useOwnSite, useOwnSites } from '../../ui/ownSites';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { save } from '../../ui/download';
import { SignInFirst } from '../../ui/SignInFirst';
import { Figures } from './Figures';
import { around, step, type Days, type Range } from './periods';
import { Totals } from './Totals';
import classes from './statistics.module.css';

const route = getRouteApi('/thong-ke');
const RANGES: readonly Range[] = ['week', 'month', 'term', 'custom'];

export default function StatisticsPage() {
  const { t } = useTranslation('statistics');
  const me = useMe();
  const staff = me?.permissions.includes('statistics:read') ?? false;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {!me && <SignInFirst>{t('sign_in')}</SignInFirst>}
      {me && !staff && <EmptyState title={t('not_staff')} />}
      {staff && <SiteStatistics />}
    </div>
  );
}

/** Site and days in the address, else one's own site and this month. */
function useAsked() {
  const search = route.useSearch();
  const region = useRegion();
  const sites = useOwnSites();
  const site = useOwnSite(search.site);
  const range: Range = search.range ?? 'month';
  const today = dayIn(site?.zone ?? region.zone, region.now);
  const named: Days | null = search.from && search.to ? { from: search.from, to: search.to } : null;
  const days = named ?? around(range === 'custom' ? 'month' : range, today);
  return { sites, site, range, days, today };
}

function SiteStatistics() {
  const { sites, site, range, days, today } = useAsked();
  const words = useWords();
  const { t } = useTranslation('statistics');
  const navigate = route.useNavigate();
  const set = (change: StatisticsSearch) =>
    void navigate({
      search: (old) => ({ ...old, ...change }),
      replace: true,
      resetScroll: false,
    });
  const answer = useQuery({
    queryKey: ['statistics', site?.slug, days],
    queryFn: ({ signal }) => get<Statistics>('/api/statistics', { site: site?.slug, ...days }, signal),
    enabled: site !== undefined,
    placeholderData: keepPreviousData,
  });
  if (sites?.length === 0) return <EmptyState title={t('no_site')} />;
  return (
    <>
      <div className={classes.tools}>
        <Select
          label={t('site')}
          data={sites?.map((each) => ({ value: each.slug, label: words(each.name) })) ?? []}
          value={site?.slug ?? null}
          onChange={(slug) => slug && set({ site: slug })}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label={t('range.label')}
          size="md"
          data={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
          value={range}
          onChange={(next) =>
            set(
              next === 'custom'
                ? { range: next, ...days }
                : { range: next as Range, ...around(next as 'week', today) },
            )
          }
        />
        {site && <WorkbookButton site={site.slug} days={days} />}
      </div>
      <Chosen range={range} days={days} onChange={set} />
      <ProblemAlert error={answer.error} />
      {answer.isPending && !answer.error && <Skeleton height={420} radius="lg" aria-hidden />}
      {answer.data && (
        <>
          <Totals statistics={answer.data} />
          <Figures statistics={answer.data} />
        </>
      )}
    </>
  );
}

/** Every figure of the period in one file for spreadsheets. */
function WorkbookButton({ site, days }: { site: string; days: Days }) {
  const { t } = useTranslation('statistics');
  const taking = useMutation({
    mutationFn: () => save('GET', '/api/statistics/workbook', { query: { site, ...days } }),
  });
  return (
    <div className={classes.workbook}>
      <Button
        variant="default"
        size="md"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={taking.isPending}
        onClick={() => taking.mutate()}
      >
        {t('workbook')}
      </Button>
      <ProblemAlert error={taking.error} />
    </div>
  );
}

interface ChosenProps {
  range: Range;
  days: Days;
  onChange: (days: Days) => void;
}

/** The days that are shown, with those before and after at hand. */
function Chosen({ range, days, onChange }: ChosenProps) {
  const { t } = useTranslation('statistics');
  const shown = (day: string) => day.split('-').reverse().join('/');
  return (
    <div className={classes.period}>
      <ActionIcon
        size={44}
        variant="default"
        aria-label={t('period.before')}
        onClick={() => onChange(step(range, days, -1))}
      >
        <IconChevronLeft size={20} aria-hidden />
      </ActionIcon>
      {range === 'custom' ? (
        <>
          <DateField
            label={t('period.from')}
            value={days.from}
            max={days.to}
            onChange={(from) => from && onChange({ ...days, from })}
          />
          <DateField
            label={t('period.to')}
            value={days.to}
            min={days.from}
            onChange={(to) => to && onChange({ ...days, to })}
          />
        </>
      ) : (
        <span className={classes.span}>
          {shown(days.from)} – {shown(days.to)}
        </span>
      )}
      <ActionIcon
        size={44}
        variant="default"
        aria-label={t('period.after')}
        onClick={() => onChange(step(range, days, 1))}
      >
        <IconChevronRight size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}
