import { Menu } from '@mantine/core';
import {
  IconAdjustments,
  IconCalendarPlus,
  IconCalendarShare,
  IconCertificate,
  IconChartBar,
  IconClipboardList,
  IconLogout,
  IconSchool,
  IconSettings,
  IconUsersGroup,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/contract';
import { useSignOut } from '../api/session';
import {
  SETTINGS_PLACE,
  STAFF_PLACE,
  plansClasses,
  runsSites,
  seesFigures,
  setsUp,
  teaches,
} from './navigation';
import classes from './AccountMenu.module.css';

/** Vietnamese names end with the given name: its first letter stands for the person. */
function initial(name: string): string {
  return name.trim().split(/\s+/).at(-1)?.charAt(0).toUpperCase() ?? '';
}

export default function AccountMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  // Awaited, since the menu is gone before the answer is handled.
  const leave = async () => {
    await signOut.mutateAsync();
    await navigate({ to: '/' });
  };
  return (
    <Menu
      position="bottom-end"
      width={240}
      shadow="md"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          className={classes.button}
          aria-label={t('account.menu', { name: me.full_name })}
        >
          <span className={classes.disc} aria-hidden>
            {initial(me.full_name)}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span className={classes.name}>{me.full_name}</span>
          <br />
          {me.email}
        </Menu.Label>
        {runsSites(me) && (
          <Menu.Item
            component={Link}
            to={STAFF_PLACE.to}
            leftSection={<IconClipboardList size={18} aria-hidden />}
          >
            {t(STAFF_PLACE.key)}
          </Menu.Item>
        )}
        {teaches(me) && (
          <Menu.Item component={Link} to="/day-hoc" leftSection={<IconSchool size={18} aria-hidden />}>
            {t('nav.teaching')}
          </Menu.Item>
        )}
        {plansClasses(me) && (
          <Menu.Item component={Link} to="/xep-lop" leftSection={<IconCalendarPlus size={18} aria-hidden />}>
            {t('nav.planning')}
          </Menu.Item>
        )}
        {seesFigures(me) && (
          <Menu.Item component={Link} to="/thong-ke" leftSection={<IconChartBar size={18} aria-hidden />}>
            {t('nav.statistics')}
          </Menu.Item>
        )}
        {setsUp(me) && (
          <Menu.Item
            component={Link}
            to={SETTINGS_PLACE.to}
            leftSection={<IconAdjustments size={18} aria-hidden />}
          >
            {t(SETTINGS_PLACE.key)}
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/gia-dinh" leftSection={<IconUsersGroup size={18} aria-hidden />}>
          {t('nav.family')}
        </Menu.Item>
        <Menu.Item component={Link} to="/nang-luc" leftSection={<IconCertificate size={18} aria-hidden />}>
          {t('account.qualifications')}
        </Menu.Item>
        <Menu.Item component={Link} to="/kenh-lich" leftSection={<IconCalendarShare size={18} aria-hidden />}>
          {t('account.feeds')}
        </Menu.Item>
        <Menu.Item component={Link} to="/tai-khoan" leftSection={<IconSettings size={18} aria-hidden />}>
          {t('account.settings')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void leave()}>
          {t('account.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
