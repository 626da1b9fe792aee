import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PHONE } from '../asked';
import classes from './parts.module.css';

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A form beside the page: from below on a phone, from the right on a desk. */
export function SideDrawer({ title, opened, onClose, children }: Props) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  useInertPage(opened);
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '90%' : 420}
    >
      <Drawer.Overlay />
      <Drawer.Content radius={phone ? 'lg' : 0}>
        {/* Mantine's own head is a <header>: outside the page's landmarks it would count as a second banner. */}
        <div className={classes.drawerHead}>
          <Drawer.Title className={classes.drawerTitle}>{title}</Drawer.Title>
          <Drawer.CloseButton size={44} aria-label={t('action.close')} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** While the form is open, the page behind it can be neither reached nor read. */
function useInertPage(opened: boolean) {
  useEffect(() => {
    const page = document.getElementById('root');
    if (!opened || !page) return;
    page.inert = true;
    return () => {
      page.inert = false;
    };
  }, [opened]);
}
