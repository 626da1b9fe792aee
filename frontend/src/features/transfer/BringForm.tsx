/** What kind of list, which site, and the file: chosen or dropped. */
import { Button, Select, Text } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '../../api/generated';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { OwnSitePicker } from './OwnSitePicker';
import { MOST_BYTES, useBring } from './useImport';
import { Section } from './Section';
import classes from './transfer.module.css';

const ENDINGS = '.csv,.tsv,.txt,.xlsx,.xlsm,.json,.jsonl';

export function BringForm({ kinds }: { kinds: ImportKind[] }) {
  const { t } = useTranslation('transfer');
  const navigate = useNavigate();
  const bring = useBring();
  const [name, setName] = useState<ImportKind['name']>();
  const [site, setSite] = useState<string>();
  const [file, setFile] = useState<File | null>(null);
  const kind = kinds.find((each) => each.name === name) ?? kinds[0];
  const sited = kind?.fields.some((field) => field.name === 'site');
  const tooLarge = file !== null && file.size > MOST_BYTES;
  const send = () =>
    file &&
    kind &&
    bring.mutate(
      { kind: kind.name, file, site: sited ? (site ?? null) : null },
      { onSuccess: (made) => void navigate({ to: '/cai-dat/nhap/$id', params: { id: made.id } }) },
    );
  if (!kind) return null;
  return (
    <Section title={t('import.bring')}>
      <div className={classes.form}>
        <Select
          label={t('import.kind')}
          data={kinds.map((each) => ({ value: each.name, label: each.label }))}
          value={kind.name}
          onChange={(value) => value && setName(value as ImportKind['name'])}
          allowDeselect={false}
        />
        {sited && <OwnSitePicker sites={kind.sites} value={site} onChange={setSite} />}
      </div>
      <p className={classes.hint}>
        {t('import.knows', { fields: kind.fields.map((field) => field.label.toLowerCase()).join(', ') })}
      </p>
      <DropZone file={file} onFile={setFile} />
      {tooLarge && (
        <Text c="var(--fault)" role="alert">
          {t('import.too_large')}
        </Text>
      )}
      <ProblemAlert error={bring.error} />
      <div className={classes.end}>
        <Button
          size="md"
          leftSection={<IconUpload size={18} aria-hidden />}
          disabled={!file || tooLarge}
          loading={bring.isPending}
          onClick={send}
        >
          {t('import.send')}
        </Button>
      </div>
    </Section>
  );
}

/** A file by choosing or by dropping; choosing is the way that everybody has. */
function DropZone({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const { t } = useTranslation('transfer');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} stroke={1.5} aria-hidden />
      <div>
        <p className={classes.fileName} aria-live="polite">
          {file ? file.name : t('import.no_file')}
        </p>
        <p className={classes.hint}>{t('import.formats')}</p>
      </div>
      <input
        ref={input}
        id={id}
        type="file"
        accept={ENDINGS}
        className={classes.input}
        aria-label={t('import.file')}
        tabIndex={-1}
        onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      />
      <Button variant="default" size="md" onClick={() => input.current?.click()}>
        {t('import.choose')}
      </Button>
    </div>
  );
}
