import {
  IconAdjustments,
  IconCalendarTime,
  IconCalendarUser,
  IconClipboardList,
  IconClockSearch,
  IconHome,
  IconSchool,
  IconTools,
  type Icon,
} from '@tabler/icons-react';
import type { Me } from '../api/contract';

/** The six places of the product, in the header and in the bar below on phones. */
export const PLACES = [
  { to: '/', key: 'nav.home', short: 'nav.home', icon: IconHome },
  { to: '/may', key: 'nav.machines', short: 'nav.machines_short', icon: IconTools },
  { to: '/lop', key: 'nav.classes', short: 'nav.classes_short', icon: IconSchool },
  { to: '/lich', key: 'nav.timeline', short: 'nav.timeline', icon: IconCalendarTime },
  { to: '/tim-gio', key: 'nav.time_first', short: 'nav.time_first_short', icon: IconClockSearch },
  { to: '/cua-toi', key: 'nav.mine', short: 'nav.mine_short', icon: IconCalendarUser },
] as const satisfies readonly { to: string; key: string; short: string; icon: Icon }[];

/** The seventh, for those who run a site. */
export const STAFF_PLACE = { to: '/hom-nay', key: 'nav.day', icon: IconClipboardList } as const;

/** The eighth, where they set it up. */
export const SETTINGS_PLACE = { to: '/cai-dat', key: 'nav.settings', icon: IconAdjustments } as const;

const SETTING_UP = ['places:manage', 'catalogue:manage', 'people:read', 'members:invite', 'audit:read'];

/** Whether somebody may set anything up anywhere. */
export const setsUp = (me: Me | null): boolean =>
  me?.permissions.some((permission) => SETTING_UP.includes(permission)) ?? false;

/** Whether somebody runs a site anywhere. */
export const runsSites = (me: Me | null): boolean => me?.permissions.includes('reservations:manage') ?? false;

/** Whether somebody sees the figures of a site anywhere. */
export const seesFigures = (me: Me | null): boolean => me?.permissions.includes('statistics:read') ?? false;

/** Whether somebody teaches, and so has a week of their own. */
export const teaches = (me: Me | null): boolean => me?.permissions.includes('classes:teach') ?? false;

/** Whether somebody plans classes anywhere. */
export const plansClasses = (me: Me | null): boolean => me?.permissions.includes('classes:plan') ?? false;
