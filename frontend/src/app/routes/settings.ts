/** The settings stand in one frame; app/settings.ts lists the sections beside their addresses here. */
import { createRoute } from '@tanstack/react-router';
import * as addresses from '../search';
import { staffPage } from './page';
import { root } from './root';

const settings = createRoute({
  getParentRoute: () => root,
  id: 'settings',
  component: staffPage(() => import('../SettingsFrame')),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat',
  component: staffPage(() => import('../SettingsHome')),
});

const hours = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/gio-mo-cua',
  validateSearch: addresses.hoursSearch,
  component: staffPage(() => import('../../features/hours/HoursPage'), 'hours', 'impact'),
});

const sites = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/dia-diem',
  component: staffPage(() => import('../../features/settings/sites/SitesPage'), 'sites'),
});

const site = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/dia-diem/$id',
  component: staffPage(() => import('../../features/settings/sites/SitePage'), 'sites'),
});

const categories = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/danh-muc',
  component: staffPage(() => import('../../features/settings/rules/CategoriesPage'), 'rules'),
});

const category = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/danh-muc/$id',
  component: staffPage(() => import('../../features/settings/rules/CategoryPage'), 'rules', 'impact'),
});

const machines = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/may',
  validateSearch: addresses.machinesSearch,
  component: staffPage(() => import('../../features/settings/machines/MachinesPage'), 'machines', 'rules'),
});

const machineSettings = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/may/$id',
  validateSearch: addresses.newMachineSearch,
  component: staffPage(
    () => import('../../features/settings/machines/MachinePage'),
    'machines',
    'photo',
    'rules',
    'impact',
  ),
});

const qualificationSettings = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nang-luc',
  component: staffPage(() => import('../../features/qualifications/ListPage'), 'qualifications', 'impact'),
});

const qualificationSetting = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nang-luc/$id',
  validateSearch: addresses.qualificationSearch,
  component: staffPage(
    () => import('../../features/qualifications/QualificationPage'),
    'qualifications',
    'impact',
  ),
});

const presets = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/bo-mau',
  validateSearch: addresses.presetsSearch,
  component: staffPage(() => import('../../features/presets/PresetsPage'), 'presets'),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nguoi',
  validateSearch: addresses.peopleSearch,
  component: staffPage(() => import('../../features/people/PeoplePage'), 'people'),
});

const person = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nguoi/$id',
  component: staffPage(() => import('../../features/people/PersonPage'), 'people'),
});

const organisations = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/to-chuc',
  component: staffPage(() => import('../../features/people/OrganisationsPage'), 'people'),
});

const organisation = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/to-chuc/$id',
  component: staffPage(() => import('../../features/people/OrganisationPage'), 'people'),
});

const imports = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhap',
  component: staffPage(() => import('../../features/transfer/ImportsPage'), 'transfer'),
});

const oneImport = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhap/$id',
  component: staffPage(() => import('../../features/transfer/ImportPage'), 'transfer'),
});

const exports = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/xuat',
  component: staffPage(() => import('../../features/transfer/ExportPage'), 'transfer'),
});

const auditLog = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhat-ky',
  validateSearch: addresses.auditSearch,
  component: staffPage(() => import('../../features/settings/AuditPage')),
});

export const settingsRoutes = settings.addChildren([
  settingsHome,
  hours,
  sites,
  site,
  categories,
  category,
  machines,
  machineSettings,
  qualificationSettings,
  qualificationSetting,
  presets,
  people,
  person,
  organisations,
  organisation,
  imports,
  oneImport,
  exports,
  auditLog,
]);
