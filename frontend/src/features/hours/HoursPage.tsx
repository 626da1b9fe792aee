import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ResourceCard, Page, Site } from '../../api/contract';
import { get } from '../../api/client';
import { ExportMenu } from '../../ui/ExportMenu';
import { useOwnSite } from '../../ui/ownSites';
import { SettingsPage } from '../../ui/SettingsPage';
import { SitePicker } from '../../ui/SitePicker';
import { ClosureList } from './ClosureList';
import { HolidayList } from './HolidayList';
import { HoursOfOwner } from './HoursOfOwner';
import classes from './hours.module.css';

const route = getRouteApi('/settings/cai-dat/gio-mo-cua');
const PARTS = ['hours', 'closures', 'holidays'] as const;
export type Part = (typeof PARTS)[number];

/** When a site is open: its weekly rule with exceptions, closures, and public holidays as suggestions. */
export default function HoursPage() {
  const { t } = useTranslation('hours');
  const { site: slug, part = 'hours' } = route.useSearch();
  const navigate = route.useNavigate();
  const site = useOwnSite(slug);
  return (
    <SettingsPage title={t('title')} intro={t('lead')}>
      <div className={classes.tools}>
        <SitePicker
          always
          own
          value={site?.slug}
          onChange={(next) => next && void navigate({ search: { site: next, part }, resetScroll: false })}
        />
        <SegmentedControl
          aria-label={t('part.label')}
          value={part}
          data={PARTS.map((value) => ({ value, label: t(`part.${value}`) }))}
          onChange={(value) =>
            void navigate({ search: { site: slug, part: value as Part }, resetScroll: false })
          }
        />
        {site && part === 'hours' && <ExportMenu list="hours" filter={{ site: site.slug }} />}
      </div>
      {site && part === 'hours' && <Hours key={site.id} site={site} />}
      {site && part === 'closures' && <ClosureList key={site.id} site={site} />}
      {site && part === 'holidays' && <HolidayList key={site.id} site={site} />}
    </SettingsPage>
  );
}

/** The hours of the site, or of one machine that keeps hours of its own. */
function Hours({ site }: { site: Site }) {
  const { t } = useTranslation('hours');
  const { machine } = route.useSearch();
  const navigate = route.useNavigate();
  const machines = useMachinesOf(site.slug);
  const chosen = machines.find((each) => each.id === machine);
  return (
    <>
      <Select
        label={t('of')}
        value={chosen?.id ?? 'site'}
        allowDeselect={false}
        searchable={machines.length > 8}
        data={[
          { value: 'site', label: t('of_site') },
          ...machines.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(value) =>
          void navigate({
            resetScroll: false,
            search: (old) => ({ ...old, machine: value === 'site' ? undefined : (value ?? undefined) }),
          })
        }
      />
      {chosen ? (
        <HoursOfOwner key={chosen.id} path={`/api/resources/${chosen.id}/hours`} own />
      ) : (
        <HoursOfOwner key="site" path={`/api/sites/${site.id}/hours`} />
      )}
    </>
  );
}

/** The machines and rooms of a site, for choosing one. */
export function useMachinesOf(slug: string): ResourceCard[] {
  const answer = useQuery({
    queryKey: ['resources', 'hours', slug],
    queryFn: async ({ signal }) =>
      (await get<Page<ResourceCard>>('/api/resources', { site: slug, limit: 200 }, signal)).items,
  });
  return answer.data ?? [];
}
