import { Button, Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Instant, Outage, OutageStarted } from '../../api/contract';
import { dayIn, instantIn } from '../../i18n/format';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { PhotoChoice } from '../../ui/PhotoChoice';
import { ProblemAlert, problemText } from '../../ui/ProblemAlert';
import { useChosenPhoto } from '../../ui/useChosenPhoto';
import { isImpact, useImpact } from '../../ui/useImpact';
import { Reported } from './Reported';
import type { DayVerbs } from './useDay';
import classes from './day.module.css';

const REASONS = ['dead', 'jammed', 'poor', 'worn', 'unsafe'] as const;
const RETURNS = ['tonight', 'tomorrow', 'week', 'unknown'] as const;
const DAYS = { tonight: 1, tomorrow: 2, week: 7 } as const;

interface Props {
  /** null keeps it closed */
  machine: { id: string; name: string } | null;
  /** what somebody reported of it, which is confirmed so */
  report?: Outage;
  zone: string;
  now: Instant;
  verbs: DayVerbs;
  onClose: () => void;
}

/** Out of order: the usual reasons are buttons that say it at once; another one is written. */
export function FaultDrawer({ machine, report, ...rest }: Props) {
  const { t } = useTranslation('day');
  return (
    <SideDrawer
      opened={machine !== null}
      onClose={rest.onClose}
      title={t('fault.title', { name: machine?.name ?? '' })}
    >
      {machine && (
        <FaultForm key={`${machine.id} ${report?.id ?? ''}`} machine={machine} report={report} {...rest} />
      )}
    </SideDrawer>
  );
}

function FaultForm({
  machine,
  report,
  zone,
  now,
  verbs,
  onClose,
}: Props & { machine: { id: string; name: string } }) {
  const { t } = useTranslation('day');
  const { t: common } = useTranslation();
  const { t: pictures } = useTranslation('photo');
  const [back, setBack] = useState<(typeof RETURNS)[number]>('tomorrow');
  const [other, setOther] = useState(report?.reason ?? '');
  const [unsafe, setUnsafe] = useState(report?.safety ?? false);
  const [looking, setLooking] = useState(false);
  const photo = useChosenPhoto();
  const expected_return = returnOf(back, zone, now);
  const preview = report ? `/api/outages/${report.id}/confirm/impact` : '/api/outages/impact';
  // The list does not depend on the reason, and there may be none yet.
  const about = { safety: unsafe, expected_return };
  const impact = useImpact(
    looking ? preview : null,
    report ? about : { resource_id: machine.id, reason: '-', ...about },
  );
  const verb = report ? verbs.confirmFault : verbs.putOut;
  const done = (touched: number) => {
    notifications.show({
      message: t('fault.done', { name: machine.name, count: touched }),
      closeButtonProps: { 'aria-label': common('action.close') },
    });
    onClose();
  };
  const say = (reason: string, safety: boolean) => {
    const said = { reason, safety, expected_return, impact: impact.given };
    const onError = (error: unknown) => impact.adopt(error);
    if (report) {
      const onSuccess = (outage: OutageStarted) => done(outage.touched.length);
      verbs.confirmFault.mutate({ one: report, ...said }, { onSuccess, onError });
      return;
    }
    verbs.putOut.mutate(
      { resource_id: machine.id, ...said, photo: photo.file },
      {
        onSuccess: ({ outage, unsent }) => {
          done(outage.touched.length);
          if (unsent)
            notifications.show({
              message: pictures('not_sent', { name: machine.name, why: problemText(unsent, common) }),
              color: 'red',
              autoClose: false,
              closeButtonProps: { 'aria-label': common('action.close') },
            });
        },
        onError,
      },
    );
  };
  return (
    <Stack>
      {report && <Reported one={report} zone={zone} />}
      <Select
        label={t('fault.return')}
        data={RETURNS.map((value) => ({ value, label: t(`fault.returns.${value}`) }))}
        value={back}
        allowDeselect={false}
        onChange={(value) => setBack(RETURNS.find((each) => each === value) ?? 'tomorrow')}
      />
      <Button
        variant="subtle"
        aria-expanded={looking}
        rightSection={
          looking ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />
        }
        onClick={() => setLooking(!looking)}
      >
        {t('fault.touched')}
      </Button>
      {looking && <ImpactPanel state={impact} zone={zone} />}
      {!report && <PhotoChoice photo={photo} disabled={verb.isPending} />}
      {!report && (
        <div role="group" aria-label={t('fault.reason')} className={classes.reasons}>
          {REASONS.map((reason) => (
            <Button
              key={reason}
              size="md"
              variant="default"
              disabled={verb.isPending || impact.isPending}
              onClick={() => say(t(`fault.reasons.${reason}`), reason === 'unsafe')}
            >
              {t(`fault.reasons.${reason}`)}
            </Button>
          ))}
        </div>
      )}
      <TextInput
        label={t(report ? 'fault.said' : 'fault.other')}
        value={other}
        maxLength={500}
        onChange={(event) => setOther(event.currentTarget.value)}
      />
      <Checkbox
        label={t('fault.safety')}
        checked={unsafe}
        onChange={(event) => setUnsafe(event.currentTarget.checked)}
      />
      <ProblemAlert error={isImpact(verb.error) ? null : verb.error} />
      <Button
        size="md"
        disabled={other.trim() === '' || impact.isPending}
        loading={verb.isPending}
        onClick={() => say(other.trim(), unsafe)}
      >
        {t('fault.say')}
      </Button>
    </Stack>
  );
}

/** The end of today, of tomorrow, or of the seventh day; null where nobody knows. */
function returnOf(back: (typeof RETURNS)[number], zone: string, now: Instant): Instant | null {
  if (back === 'unknown') return null;
  const noon = instantIn(zone, dayIn(zone, now), '12:00').getTime();
  const day = dayIn(zone, new Date(noon + DAYS[back] * 86_400_000));
  return instantIn(zone, day).toISOString();
}
