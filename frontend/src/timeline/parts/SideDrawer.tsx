import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useBlocker } from '@tanstack/react-router';
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
  useBackCloses(opened, onClose);
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

/** Back closes the form, as it does in every app of a phone, and stays on the page. */
function useBackCloses(opened: boolean, onClose: () => void) {
  useBlocker({
    disabled: !opened,
    enableBeforeUnload: false,
    shouldBlockFn: ({ action }) => {
      if (action !== 'BACK') return false;
      // The browser has left the page already and is brought back: only then may closing write the address.
      window.addEventListener('popstate', onClose, { once: true });
      return true;
    },
  });
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
