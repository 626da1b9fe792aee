import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outage } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { StatusBadge } from '../../ui/Status';
import { DismissFault } from './DismissFault';
import { FaultPhoto, FaultPhotoButton } from './FaultPhoto';
import type { DayVerbs } from './useDay';
import classes from './day.module.css';

interface Props {
  outages: Outage[];
  /** slug */
  site?: string;
  verbs: DayVerbs;
  zone: string;
  /** a report is to be confirmed */
  onConfirm: (one: Outage) => void;
}

/** What is out of order, and what people have reported and nobody has looked at. */
export function OutageList({ outages, site, verbs, zone, onConfirm }: Props) {
  const { t } = useTranslation('day');
  const [looking, setLooking] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const out = new Set(outages.filter((one) => one.started_at).map((one) => one.resource.id));
  if (outages.length === 0) return null;
  return (
    <Panel
      title={t('outages')}
      aside={
        <Group gap="sm">
          <span className="figures">{outages.length}</span>
          <ExportMenu list="outages" filter={{ site, state: 'open' }} />
        </Group>
      }
    >
      <ul className={classes.list}>
        {outages.map((one) => (
          <Item
            key={one.id}
            one={one}
            out={out.has(one.resource.id)}
            verbs={verbs}
            zone={zone}
            onPhoto={() => setLooking(one.id)}
            onConfirm={() => onConfirm(one)}
            onDismiss={() => setDismissed(one.id)}
          />
        ))}
      </ul>
      <FaultPhoto one={outages.find(({ id }) => id === looking)} onClose={() => setLooking(null)} />
      <DismissFault
        one={outages.find(({ id }) => id === dismissed)}
        zone={zone}
        verbs={verbs}
        onClose={() => setDismissed(null)}
      />
    </Panel>
  );
}

interface ItemProps {
  one: Outage;
  verbs: DayVerbs;
  zone: string;
  /** the machine is out of order already, by this or by another one */
  out: boolean;
  onPhoto: () => void;
  onConfirm: () => void;
  onDismiss: () => void;
}

function Item({ one, out, verbs, zone, onPhoto, onConfirm, onDismiss }: ItemProps) {
  const { t } = useTranslation('day');
  const format = useFormats(zone);
  const name = one.resource.name;
  const ending = verbs.endOutage.isPending && verbs.endOutage.variables.id === one.id;
  const since = format.dateTime(one.started_at ?? one.reported_at);
  const until = one.expected_return
    ? t('fault.back_at', { time: format.dateTime(one.expected_return) })
    : t('fault.back_unknown');
  return (
    <li className={classes.item}>
      <p className={classes.time}>{since}</p>
      <div className={classes.who}>
        <p className={classes.name}>{name}</p>
        <p className={classes.quiet}>{one.reason}</p>
        <p className={classes.quiet}>
          {one.started_at ? until : t('fault.reported_by', { name: one.reported_by?.full_name ?? '' })}
        </p>
      </div>
      <StatusBadge tone={one.started_at ? 'fault' : 'pending'}>
        {t(one.started_at ? (one.safety ? 'said.unsafe' : 'said.out') : 'said.reported')}
      </StatusBadge>
      <div className={classes.verbs}>
        <FaultPhotoButton one={one} onOpen={onPhoto} />
        {!out && (
          <Button size="md" aria-label={t('fault.confirm_name', { name })} onClick={onConfirm}>
            {t('fault.confirm')}
          </Button>
        )}
        <Button
          size="md"
          variant="default"
          loading={ending}
          aria-label={t(one.started_at ? 'fault.end_name' : 'fault.dismiss_name', { name })}
          onClick={() => (one.started_at ? verbs.endOutage.mutate(one) : onDismiss())}
        >
          {t(one.started_at ? 'fault.end' : 'fault.dismiss')}
        </Button>
      </div>
    </li>
  );
}
