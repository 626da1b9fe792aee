/** The sections of the settings, in the order they are shown. Their words stand in i18n/staff/<language>/settings.json. */
import {
  IconBuilding,
  IconBuildingCommunity,
  IconCertificate,
  IconClock,
  IconHistory,
  IconRulerMeasure,
  IconTableExport,
  IconTableImport,
  IconTemplate,
  IconTools,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import i18n from 'i18next';
import type { Me } from '../api/contract';
import type words from '../i18n/staff/vi/settings.json';
import { matches } from '../i18n/search';
import { runsRegion } from '../ui/ownSites';

export type SectionKey = keyof (typeof words)['section'];
export type GroupKey = keyof (typeof words)['group'];

export interface Section {
  /** names it in settings:section.<key> (title, about, words, and `find`: what is set there) */
  key: SectionKey;
  group: GroupKey;
  to: LinkProps['to'];
  icon: Icon;
  /** who holds none of these anywhere does not see it */
  permissions: readonly string[];
  /** counts at every site, so it is for those with a role at the region */
  regional?: boolean;
}

export const GROUPS: readonly GroupKey[] = ['places', 'machines', 'people', 'data'];

export const SECTIONS: readonly Section[] = [
  {
    key: 'sites',
    group: 'places',
    to: '/cai-dat/dia-diem',
    icon: IconBuilding,
    permissions: ['places:manage'],
  },
  {
    key: 'machines',
    group: 'machines',
    to: '/cai-dat/may',
    icon: IconTools,
    permissions: ['catalogue:manage'],
  },
  {
    key: 'categories',
    group: 'machines',
    to: '/cai-dat/danh-muc',
    icon: IconRulerMeasure,
    permissions: ['catalogue:manage'],
    regional: true,
  },
  {
    key: 'presets',
    group: 'places',
    to: '/cai-dat/bo-mau',
    icon: IconTemplate,
    permissions: ['qualifications:manage'],
    regional: true,
  },
  {
    key: 'hours',
    group: 'places',
    to: '/cai-dat/gio-mo-cua',
    icon: IconClock,
    permissions: ['places:manage'],
  },
  {
    key: 'qualifications',
    group: 'machines',
    to: '/cai-dat/nang-luc',
    icon: IconCertificate,
    permissions: ['qualifications:grant'],
  },
  {
    key: 'import',
    group: 'data',
    to: '/cai-dat/nhap',
    icon: IconTableImport,
    permissions: ['data:import'],
  },
  {
    key: 'export',
    group: 'data',
    to: '/cai-dat/xuat',
    icon: IconTableExport,
    permissions: ['data:export'],
  },
  {
    key: 'people',
    group: 'people',
    to: '/cai-dat/nguoi',
    icon: IconUsers,
    permissions: ['people:read'],
  },
  {
    key: 'organisations',
    group: 'people',
    to: '/cai-dat/to-chuc',
    icon: IconBuildingCommunity,
    permissions: ['members:invite'],
  },
  {
    key: 'audit',
    group: 'data',
    to: '/cai-dat/nhat-ky',
    icon: IconHistory,
    permissions: ['audit:read'],
  },
];

/** The sections that somebody may open. */
export function sectionsOf(me: Me | null): Section[] {
  const regional = runsRegion(me);
  return SECTIONS.filter(
    (section) =>
      (regional || !section.regional) &&
      section.permissions.some((permission) => me?.permissions.includes(permission)),
  );
}

export interface Found {
  section: Section;
  /** what is set there; the section's own title where that is what was found */
  label: string;
}

interface SectionWords {
  title: string;
  about: string;
  words: string;
  find?: Record<string, { label: string; words: string }>;
}

/** Sections and what is set in them, by words of the reader's language, without diacritics. */
export function findSettings(sections: readonly Section[], question: string): Found[] {
  if (question.trim() === '') return [];
  return sections.flatMap((section) => {
    const said = i18n.getResource(i18n.language, 'settings', `section.${section.key}`) as SectionWords;
    const fields = Object.values(said.find ?? {}).filter((field) =>
      matches(`${field.label} ${field.words}`, question),
    );
    const itself = matches(`${said.title} ${said.words}`, question);
    return [
      ...(itself ? [{ section, label: said.title }] : []),
      ...fields.map((field) => ({ section, label: field.label })),
    ];
  });
}
