/** What closes a site: itself, its rooms and machines, the region; made, changed and taken away here. */
import { Button, Checkbox, Group, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, remove } from '../../api/client';
import type { ClosureRow, Page, Site } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { ClosureForm } from './ClosureForm';
import classes from './hours.module.css';

export function ClosureList({ site }: { site: Site }) {
  const { t } = useTranslation('hours');
  const queries = useQueryClient();
  const [past, setPast] = useState(false);
  const [editing, setEditing] = useState<ClosureRow | 'new' | null>(null);
  const [leaving, setLeaving] = useState<ClosureRow | null>(null);
  const answer = useQuery({
    queryKey: ['closures', site.slug, past],
    queryFn: async ({ signal }) =>
      (await get<Page<ClosureRow>>('/api/closures', { site: site.slug, past }, signal)).items,
    staleTime: 0,
  });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['closures'] });
    void queries.invalidateQueries({ queryKey: ['sites'] });
    void queries.invalidateQueries({ queryKey: ['timeline'] });
  };
  const open = useMutation({
    mutationFn: (one: ClosureRow) =>
      remove(`/api/closures/${encodeURIComponent(one.id)}`, { ifMatch: one.version }),
    onSuccess: () => setLeaving(null),
    onSettled: refresh,
  });
  return (
    <>
      <Group justify="space-between">
        <Checkbox
          label={t('closure.past')}
          checked={past}
          onChange={(event) => setPast(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <ExportMenu list="closures" filter={{ site: site.slug, state: past ? 'past' : 'ahead' }} />
          <Button size="md" onClick={() => setEditing('new')}>
            {t('closure.add')}
          </Button>
        </Group>
      </Group>
      <ProblemAlert error={answer.error} />
      {answer.isPending && <Skeleton height={160} radius="lg" aria-hidden />}
      {answer.data?.length === 0 && <EmptyState title={t(past ? 'closure.none_past' : 'closure.none')} />}
      {answer.data && answer.data.length > 0 && (
        <ul className={classes.list}>
          {answer.data.map((one) => (
            <Row key={one.id} one={one} onEdit={() => setEditing(one)} onOpen={() => setLeaving(one)} />
          ))}
        </ul>
      )}
      <SideDrawer
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={t(editing === 'new' ? 'closure.add' : 'closure.edit')}
      >
        {editing && (
          <ClosureForm
            key={editing === 'new' ? 'new' : editing.id}
            site={site}
            stored={editing === 'new' ? null : editing}
            onDone={() => {
              setEditing(null);
              refresh();
            }}
          />
        )}
      </SideDrawer>
      <ConfirmDialog
        opened={leaving !== null}
        title={t('closure.open_title')}
        consequence={t('closure.open_text')}
        confirm={t('closure.open')}
        busy={open.isPending}
        error={open.error}
        onConfirm={() => leaving && open.mutate(leaving)}
        onClose={() => setLeaving(null)}
      />
    </>
  );
}

function Row({ one, onEdit, onOpen }: { one: ClosureRow; onEdit: () => void; onOpen: () => void }) {
  const { t } = useTranslation('hours');
  const words = useWords();
  const format = useFormats(one.zone);
  const when = `${format.dateTime(one.starts_at)} – ${format.dateTime(one.ends_at)}`;
  return (
    <li className={classes.item}>
      <div className={classes.itemBody}>
        <strong>{words(one.reason)}</strong>
        <span>{when}</span>
        <span className={classes.note}>
          {`${t(`scope.${one.scope_kind}`)}: ${words(one.scope_name)}`}
          {one.created_by && ` · ${t('closure.by', { who: one.created_by })}`}
        </span>
      </div>
      {one.can_edit ? (
        <Group gap="xs">
          <Button
            variant="default"
            aria-label={t('closure.edit_named', { what: words(one.reason), when })}
            onClick={onEdit}
          >
            {t('closure.change')}
          </Button>
          <Button
            variant="subtle"
            aria-label={t('closure.open_named', { what: words(one.reason), when })}
            onClick={onOpen}
          >
            {t('closure.open')}
          </Button>
        </Group>
      ) : (
        <span className={classes.note}>{t('closure.not_yours')}</span>
      )}
    </li>
  );
}
