import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client';
import type { SignedInDevice } from '../../api/contract';
import { devicesQuery } from '../../api/queries';
import { useFormats } from '../../i18n/format';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { deviceName } from './deviceName';
import classes from './List.module.css';

/** Where one is signed in, and ending it elsewhere. */
export function Devices() {
  const { t } = useTranslation('account');
  const { data, error } = useQuery(devicesQuery);
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => remove(`/api/sessions/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: devicesQuery.queryKey }),
  });
  return (
    <Panel title={t('devices.title')}>
      <ProblemAlert error={error ?? end.error} />
      {!data && !error && <Skeleton height={52} className={classes.skeleton} />}
      <ul className={classes.list}>
        {data?.map((device) => (
          <Device
            key={device.id}
            device={device}
            busy={end.variables === device.id && end.isPending}
            onEnd={() => end.mutate(device.id)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface DeviceProps {
  device: SignedInDevice;
  busy: boolean;
  onEnd: () => void;
}

function Device({ device, busy, onEnd }: DeviceProps) {
  const { t } = useTranslation('account');
  const format = useFormats();
  const name = deviceName(device.user_agent) ?? t('devices.unknown');
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>
          {name}
          {device.current && <span className={classes.tag}>{t('devices.current')}</span>}
        </p>
        <p className={classes.note}>
          {t('devices.seen', { time: format.dateTime(device.last_seen_at) })}
          {device.address && ` · ${device.address}`}
        </p>
      </div>
      {!device.current && (
        <Button
          variant="default"
          loading={busy}
          onClick={onEnd}
          aria-label={t('devices.end_named', { name })}
        >
          {t('devices.end')}
        </Button>
      )}
    </li>
  );
}
