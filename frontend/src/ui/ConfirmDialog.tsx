import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert';

interface Props {
  opened: boolean;
  title: string;
  /** what will be different afterwards, spelled out */
  consequence: ReactNode;
  /** the verb on the button, never just "OK" */
  confirm: string;
  /** the way out where "Back" is not plain enough */
  keep?: string;
  danger?: boolean;
  busy?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** The one way to ask before doing what is hard to undo. */
export function ConfirmDialog({
  opened,
  title,
  consequence,
  confirm,
  keep,
  danger,
  busy,
  error,
  onConfirm,
  onClose,
}: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      centered
    >
      <Stack>
        <div>{consequence}</div>
        <ProblemAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" size="md" onClick={onClose} data-autofocus>
            {keep ?? t('action.back')}
          </Button>
          <Button
            size="md"
            color={danger ? 'var(--danger-fill)' : undefined}
            loading={busy}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
