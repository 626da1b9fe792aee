/** What else is done with a machine: look at it as people do, copy it, take it out of use or back. */
import { Button, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../../api/client';
import type { ResourceSettings } from '../../../api/contract';
import { useRegion } from '../../../api/session';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { ImpactPanel } from '../../../ui/ImpactPanel';
import { LinkButton } from '../../../ui/LinkButton';
import { isImpact, useImpact } from '../../../ui/useImpact';
import { REFRESH } from './values';

export function MachineActions({ machine }: { machine: ResourceSettings }) {
  const { t } = useTranslation('machines');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <LinkButton variant="default" size="md" to="/may/$id" params={{ id: machine.id }}>
        {t('look')}
      </LinkButton>
      <LinkButton
        variant="default"
        size="md"
        to="/cai-dat/may/$id"
        params={{ id: 'moi' }}
        search={{ from: machine.id }}
      >
        {t('copy')}
      </LinkButton>
      <Button variant="default" size="md" onClick={() => setAsking(true)}>
        {t(machine.state === 'retired' ? 'restore' : 'retire')}
      </Button>
      {asking && <UseDialog machine={machine} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Out of use, with what becomes of the bookings; or back. */
function UseDialog({ machine, onClose }: { machine: ResourceSettings; onClose: () => void }) {
  const { t } = useTranslation('machines');
  const queries = useQueryClient();
  const { zone } = useRegion();
  const retires = machine.state !== 'retired';
  const path = `/api/resources/${machine.id}`;
  const impact = useImpact(retires ? `${path}/impact` : null, { retired: true });
  const change = useMutation({
    mutationFn: () =>
      patch<ResourceSettings>(path, { retired: retires, impact: impact.given }, { ifMatch: machine.version }),
    onSuccess: async () => {
      await Promise.all(REFRESH.map((queryKey) => queries.invalidateQueries({ queryKey })));
      onClose();
    },
    onError: impact.adopt,
  });
  return (
    <ConfirmDialog
      opened
      title={t(retires ? 'retire' : 'restore')}
      consequence={
        <Stack>
          <p>{t(retires ? 'retire_text' : 'restore_text')}</p>
          {retires && <ImpactPanel state={impact} zone={zone} />}
        </Stack>
      }
      confirm={t(retires ? 'retire' : 'restore')}
      danger={retires}
      busy={change.isPending || impact.isPending}
      error={isImpact(change.error) ? null : change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    />
  );
}
