/** A list as a file, from the place where one sees it: the filter of the list goes along. */
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExportIn } from '../api/generated';
import { ProblemAlert } from './ProblemAlert';
import { save } from './download';

type Filter = Omit<ExportIn, 'list' | 'format'>;

export function ExportMenu({ list, filter }: { list: ExportIn['list']; filter?: Filter }) {
  const { t } = useTranslation();
  const taking = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') =>
      save('POST', '/api/exports', { body: { list, format, ...filter } }),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            size="md"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={taking.isPending}
          >
            {t('action.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['csv', 'xlsx'] as const).map((format) => (
            <Menu.Item key={format} onClick={() => taking.mutate(format)}>
              {format.toUpperCase()}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ProblemAlert error={taking.error} />
    </>
  );
}
