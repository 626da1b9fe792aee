/** One list on its way in: what its columns mean, what it would change, and what came of it. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import, ImportReading } from '../../api/generated';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { ColumnMapping } from './ColumnMapping';
import { ImportReport } from './ImportReport';
import { MappingFile } from './MappingFile';
import { ReadingSettings } from './ReadingSettings';
import { ValueMapping } from './ValueMapping';
import { importQuery, useImportVerbs, type ImportVerbs } from './useImport';
import classes from './transfer.module.css';

const route = getRouteApi('/settings/cai-dat/nhap/$id');

export default function ImportPage() {
  const { t } = useTranslation('transfer');
  const { id } = route.useParams();
  const found = useQuery(importQuery(id));
  const verbs = useImportVerbs(id);
  const run = found.data;
  return (
    <SettingsPage
      title={run?.file_name ?? t('import.title')}
      intro={run && <Origin run={run} />}
      back={{ to: '/cai-dat/nhap', label: t('import.title') }}
      actions={run && run.state !== 'applied' && <Discard verbs={verbs} />}
    >
      <ProblemAlert error={found.error} />
      {found.isPending && !found.error && <Skeleton height={360} radius="lg" aria-hidden />}
      {run?.reading && <Draft run={run} reading={run.reading} verbs={verbs} />}
      {run && run.state !== 'draft' && <ImportReport run={run} verbs={verbs} />}
    </SettingsPage>
  );
}

function Origin({ run }: { run: Import }) {
  const { t } = useTranslation('transfer');
  const format = useFormats();
  const parts = [t(`kind.${run.kind}`), run.site?.name, t('import.rows', { count: run.rows })];
  if (run.applied_by && run.applied_at)
    parts.push(
      t('import.applied_by', {
        who: run.applied_by.full_name,
        when: `${format.date(run.applied_at)} ${format.time(run.applied_at)}`,
      }),
    );
  return <>{parts.filter(Boolean).join(' · ')}</>;
}

function Draft({ run, reading, verbs }: { run: Import; reading: ImportReading; verbs: ImportVerbs }) {
  const { t } = useTranslation('transfer');
  const change = (changes: Parameters<ImportVerbs['change']['mutate']>[0]['changes']) =>
    verbs.change.mutate({ changes, version: run.version });
  return (
    <>
      <ReadingSettings run={run} reading={reading} onChange={change} />
      <ColumnMapping
        reading={reading}
        onChange={change}
        aside={<MappingFile run={run} onChange={change} />}
      />
      {reading.values.length > 0 && <ValueMapping reading={reading} onChange={change} />}
      <ProblemAlert error={verbs.change.error} />
      {run.state === 'draft' && (
        <>
          <ProblemAlert error={verbs.preview.error} />
          <div className={classes.end}>
            {!reading.ready && <p className={classes.hint}>{t('map.not_ready')}</p>}
            <Button
              size="md"
              disabled={!reading.ready || verbs.change.isPending}
              loading={verbs.preview.isPending}
              onClick={() => verbs.preview.mutate()}
            >
              {t('preview.show')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function Discard({ verbs }: { verbs: ImportVerbs }) {
  const { t } = useTranslation('transfer');
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" size="md" onClick={() => setAsking(true)}>
        {t('import.discard')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('import.discard')}
        consequence={t('import.discard_text')}
        confirm={t('import.discard')}
        danger
        busy={verbs.discard.isPending}
        error={verbs.discard.error}
        onConfirm={() =>
          verbs.discard.mutate(undefined, { onSuccess: () => void navigate({ to: '/cai-dat/nhap' }) })
        }
        onClose={() => setAsking(false)}
      />
    </>
  );
}
