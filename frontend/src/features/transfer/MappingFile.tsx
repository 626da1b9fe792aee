/** The mapping as a file: kept for next time, given to a colleague or to the command line. */
import { Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import, ImportChanges } from '../../api/generated';
import { problemText } from '../../ui/ProblemAlert';
import { save } from '../../ui/download';
import classes from './transfer.module.css';

export function MappingFile({ run, onChange }: { run: Import; onChange: (changes: ImportChanges) => void }) {
  const { t } = useTranslation('transfer');
  const { t: common } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState<unknown>(null);
  return (
    <Group gap="xs">
      {failed !== null && <span role="alert">{problemText(failed, common)}</span>}
      <input
        ref={input}
        type="file"
        accept=".toml,.json"
        className={classes.input}
        aria-label={t('map.load')}
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void file.text().then((mapping) => onChange({ mapping }));
        }}
      />
      <Button variant="default" onClick={() => input.current?.click()}>
        {t('map.load')}
      </Button>
      <Button
        variant="default"
        onClick={() => {
          setFailed(null);
          save('GET', `/api/imports/${run.id}/mapping`).catch(setFailed);
        }}
      >
        {t('map.save')}
      </Button>
    </Group>
  );
}
