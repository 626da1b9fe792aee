import { Button } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { loadStaffWords } from '../../i18n/staff';
import { LinkButton } from '../../ui/LinkButton';

const Drawer = lazy(
  async () => (await Promise.all([import('./ReportFaultDrawer'), loadStaffWords(['faults', 'photo'])]))[0],
);

/** Tells the staff of a machine that something is wrong with it; whoever is not signed in does that first. */
export function ReportFault({ machine }: { machine: { id: string; name: string } }) {
  const { t } = useTranslation();
  const me = useMe();
  const here = useLocation({ select: (location) => location.href });
  const [wanted, setWanted] = useState(false);
  const [opened, setOpened] = useState(false);
  const icon = <IconTool size={18} aria-hidden />;
  const label = { 'aria-label': t('action.report_fault_of', { name: machine.name }) };
  if (!me)
    return (
      <LinkButton to="/dang-nhap" search={{ back: here }} variant="subtle" leftSection={icon} {...label}>
        {t('action.report_fault')}
      </LinkButton>
    );
  return (
    <>
      <Button
        variant="subtle"
        leftSection={icon}
        {...label}
        onClick={() => {
          setWanted(true);
          setOpened(true);
        }}
      >
        {t('action.report_fault')}
      </Button>
      {wanted && (
        <Suspense>
          <Drawer machine={machine} opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
