/** A list as a file, from the place where one sees it: the filter of the list goes along. */
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { exportsQuery, FORMATS, type ExportFilter, type ExportName } from '../api/exports';
import { ProblemAlert } from './ProblemAlert';
import { save } from './download';

/** Nothing for those who may not take the list away; the server says who may, and in which formats. */
export function ExportMenu({ list, filter }: { list: ExportName; filter?: ExportFilter }) {
  const { t } = useTranslation();
  const offered = useQuery(exportsQuery).data?.find((each) => each.name === list);
  const taking = useMutation({
    mutationFn: (format: keyof typeof FORMATS) =>
      save('POST', '/api/exports', { body: { list, format, ...filter } }),
  });
  if (!offered) return null;
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
            <span className="visually-hidden">: {offered.label}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.formats.map((format) => (
            <Menu.Item key={format} onClick={() => taking.mutate(format)}>
              {FORMATS[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ProblemAlert error={taking.error} />
    </>
  );
}
