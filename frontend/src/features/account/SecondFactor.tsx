/** The second factor: whether it is on, setting it up, new recovery codes, switching it off. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegion } from '../../api/session';
import { secondFactorQuery, type FactorState } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import { FactorDialog } from './FactorDialog';
import { FactorSetup } from './FactorSetup';
import classes from './List.module.css';

export function SecondFactor() {
  const { t } = useTranslation('joining');
  const { data, error } = useQuery(secondFactorQuery);
  const [open, setOpen] = useState<'set_up' | 'renew' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <Panel title={t('factor.title')} aside={data && <Status state={data} />}>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={52} className={classes.skeleton} />}
      {data && (
        <>
          <Due state={data} />
          <p className={classes.empty}>
            {t('factor.about')}
            {data.on && ` ${t('factor.left', { count: data.recovery_codes_left })}.`}
          </p>
          <div className={classes.row}>
            {data.on ? (
              <div className={classes.actions}>
                <Button variant="default" size="md" onClick={() => setOpen('renew')}>
                  {t('factor.renew')}
                </Button>
                <Button variant="default" size="md" onClick={() => setOpen('remove')}>
                  {t('factor.remove')}
                </Button>
              </div>
            ) : (
              <Button
                size="md"
                variant={data.due_at ? 'filled' : 'default'}
                onClick={() => setOpen('set_up')}
              >
                {t('factor.set_up')}
              </Button>
            )}
          </div>
        </>
      )}
      {open === 'set_up' && <FactorSetup onClose={close} />}
      {(open === 'renew' || open === 'remove') && <FactorDialog what={open} onClose={close} />}
    </Panel>
  );
}

function Status({ state }: { state: FactorState }) {
  const { t } = useTranslation('joining');
  const format = useFormats();
  return (
    <StatusBadge tone={state.on ? 'free' : 'closed'} plain>
      {state.since ? t('factor.on', { date: format.date(state.since) }) : t('factor.off')}
    </StatusBadge>
  );
}

function Due({ state }: { state: FactorState }) {
  const { t } = useTranslation('joining');
  const format = useFormats();
  const region = useRegion();
  if (!state.due_at) return null;
  const over = state.due_at <= region.now;
  return (
    <p className={classes.due} role="note">
      {over ? t('factor.overdue') : t('factor.due', { time: format.dateTime(state.due_at) })}
    </p>
  );
}
