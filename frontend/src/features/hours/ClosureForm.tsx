/** Close a place for a while, or change that; the bookings in its way are decided on along with it. */
import { Button, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, patch, post } from '../../api/client';
import type { ClosureRow, Instant, Site } from '../../api/contract';
import { useMe, useRegion } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { DateTimeField } from '../../ui/DateTimeField';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { isImpact, useImpact } from '../../ui/useImpact';
import { useMachinesOf } from './HoursPage';
import classes from './hours.module.css';

interface Props {
  site: Site;
  /** null: a new one */
  stored: ClosureRow | null;
  onDone: () => void;
}

export function ClosureForm({ site, stored, onDone }: Props) {
  const { t } = useTranslation('hours');
  const { t: common } = useTranslation();
  const [scope, setScope] = useState(stored ? `${stored.scope_kind} ${stored.scope_id}` : `site ${site.id}`);
  const [starts, setStarts] = useState<Instant | null>(stored?.starts_at ?? null);
  const [ends, setEnds] = useState<Instant | null>(stored?.ends_at ?? null);
  const [vi, setVi] = useState(stored?.reason.vi ?? '');
  const [en, setEn] = useState(stored && stored.reason.en !== stored.reason.vi ? stored.reason.en : '');
  const [key] = useState(newIdempotencyKey);
  const reason = { vi: vi.trim() || en.trim(), en: en.trim() || vi.trim() };
  const inOrder = starts !== null && ends !== null && starts < ends;
  const [scope_kind, scope_id] = scope.split(' ');
  const times = { starts_at: starts, ends_at: ends };
  const body = stored ? times : { scope_kind, scope_id, ...times };
  const address = stored ? `/api/closures/${stored.id}` : '/api/closures';
  // The list does not depend on the words, and there may be none yet.
  const impact = useImpact(
    inOrder ? `${address}/impact` : null,
    { ...body, reason: stored?.reason ?? { vi: '-', en: '-' } },
    stored?.version,
  );
  const save = useMutation({
    mutationFn: () => {
      const sent = { ...body, reason, impact: impact.given };
      return stored
        ? patch<unknown>(address, sent, { ifMatch: stored.version })
        : post<unknown>(address, sent, { idempotencyKey: `${key}-${impact.impact?.digest ?? ''}` });
    },
    onSuccess: () => {
      notifications.show({
        message: t('closure.done', { count: impact.impact?.items.length ?? 0 }),
        closeButtonProps: { 'aria-label': common('action.close') },
      });
      onDone();
    },
    onError: (error) => impact.adopt(error),
  });
  return (
    <Stack>
      <ScopeField site={site} value={scope} onChange={setScope} stored={stored} />
      <DateTimeField
        label={t('closure.from')}
        value={starts}
        onChange={setStarts}
        zone={site.zone}
        defaultTime="00:00"
      />
      <DateTimeField
        label={t('closure.until')}
        value={ends}
        onChange={setEnds}
        zone={site.zone}
        min={starts ?? undefined}
        defaultTime="23:30"
      />
      {starts && ends && !inOrder && (
        <p role="alert" className={classes.fault}>
          {t('closure.backwards')}
        </p>
      )}
      <TextInput
        label={t('closure.reason_vi')}
        value={vi}
        maxLength={300}
        required
        onChange={(event) => setVi(event.currentTarget.value)}
      />
      <TextInput
        label={t('closure.reason_en')}
        description={t('closure.reason_en_hint')}
        value={en}
        maxLength={300}
        onChange={(event) => setEn(event.currentTarget.value)}
      />
      {inOrder && <ImpactPanel state={impact} zone={site.zone} />}
      <ProblemAlert error={isImpact(save.error) ? null : save.error} />
      <Button
        size="md"
        loading={save.isPending}
        disabled={!inOrder || reason.vi === '' || impact.isPending || impact.error !== null}
        onClick={() => save.mutate()}
      >
        {t(stored ? 'save' : 'closure.close')}
      </Button>
    </Stack>
  );
}

function ScopeField({
  site,
  value,
  onChange,
  stored,
}: {
  site: Site;
  value: string;
  onChange: (scope: string) => void;
  stored: ClosureRow | null;
}) {
  const { t } = useTranslation('hours');
  const words = useWords();
  const region = useRegion();
  const machines = useMachinesOf(site.slug);
  const wholeRegion = useMe()?.roles.some((held) => held.scope_kind === 'region') ?? false;
  const rooms = [...new Map(machines.flatMap(({ room }) => (room ? [[room.id, room.name]] : []))).entries()];
  if (stored)
    return <TextInput label={t('closure.what')} value={words(stored.scope_name)} readOnly disabled />;
  return (
    <Select
      label={t('closure.what')}
      value={value}
      allowDeselect={false}
      searchable
      data={[
        {
          group: t('scope.site'),
          items: [
            { value: `site ${site.id}`, label: words(site.name) },
            ...(wholeRegion ? [{ value: `region ${region.id}`, label: words(region.name) }] : []),
          ],
        },
        {
          group: t('scope.room'),
          items: rooms.map(([id, name]) => ({ value: `room ${id}`, label: words(name) })),
        },
        {
          group: t('scope.resource'),
          items: machines.map(({ id, name }) => ({ value: `resource ${id}`, label: name })),
        },
      ].filter(({ items }) => items.length > 0)}
      onChange={(next) => next && onChange(next)}
    />
  );
}
