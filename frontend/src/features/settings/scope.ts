import type { Me, Site } from '../../api/contract';

const RUNNING = ['admin', 'manager', 'lab'];

/** Whether somebody sets this site up; the server decides, this only leaves out what it would refuse. */
export const setsUpSite = (me: Me | null, site: Site): boolean =>
  me?.roles.some(
    ({ role, scope_kind: at, scope_id: id }) =>
      RUNNING.includes(role) && (at === 'region' || id === site.id || id === site.organisation?.id),
  ) ?? false;
