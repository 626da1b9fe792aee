/** The sites that somebody runs. The server decides; this only leaves out what it would refuse. */
import { useQuery } from '@tanstack/react-query';
import type { Me, Site } from '../api/contract';
import { sitesQuery } from '../api/queries';
import { useMe } from '../api/session';

const RUNNING = ['admin', 'manager', 'lab'];

export const runsSite = (me: Me | null, site: Site): boolean =>
  me?.roles.some(
    ({ role, scope_kind: at, scope_id: id }) =>
      RUNNING.includes(role) && (at === 'region' || id === site.id || id === site.organisation?.id),
  ) ?? false;

/** Whether somebody runs all of the region, and so what counts at every site. */
export const runsRegion = (me: Me | null): boolean =>
  me?.roles.some(({ role, scope_kind: at }) => RUNNING.includes(role) && at === 'region') ?? false;

/** Undefined until the sites are known. */
export function useOwnSites(): Site[] | undefined {
  const me = useMe();
  return useQuery(sitesQuery).data?.filter((site) => runsSite(me, site));
}

/** Of one's own sites the one with this slug, else one at which a role is held, else the first. */
export function useOwnSite(slug: string | undefined): Site | undefined {
  const held = useMe()?.roles.find(({ scope_kind: at }) => at === 'site')?.scope_id;
  const sites = useOwnSites();
  return sites?.find((site) => site.slug === slug) ?? sites?.find((site) => site.id === held) ?? sites?.[0];
}
