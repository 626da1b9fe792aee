/** The classes of one person: where there is a place, where one waits, what is offered and until when. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { enrolmentsQuery, type Enrolment } from '../../api/enrolments';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge, type Tone } from '../../ui/StatusBadge';
import classes from './family.module.css';

const TONES: Record<Enrolment['state'], Tone> = {
  enrolled: 'free',
  waiting: 'busy',
  offered: 'pending',
  withdrawn: 'closed',
  expired: 'closed',
  transferred: 'closed',
};

interface Props {
  person: string;
  name: string;
  /** where the heading says it already */
  plain?: boolean;
}

/** Nothing where there is none. */
export function Enrolments({ person, name, plain }: Props) {
  const { t } = useTranslation('family');
  const { data, error } = useQuery(enrolmentsQuery);
  const own = (data ?? []).filter((one) => one.person_id === person);
  if (error) return <ProblemAlert error={error} />;
  if (own.length === 0) return null;
  return (
    <section aria-label={t('enrolment.of', { name })}>
      {!plain && <h3 className={classes.heading}>{t('enrolment.title')}</h3>}
      <ul className={classes.list}>
        {own.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function useSettle(one: Enrolment, verb: 'accept' | 'withdraw') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post(`/api/enrolments/${one.id}/${verb}`, null),
    onSettled: () => queries.invalidateQueries({ queryKey: enrolmentsQuery.queryKey }),
  });
}

function Row({ one }: { one: Enrolment }) {
  const { t } = useTranslation('family');
  const words = useWords();
  const format = useFormats();
  const [leaving, setLeaving] = useState(false);
  const accept = useSettle(one, 'accept');
  const withdraw = useSettle(one, 'withdraw');
  const named = { title: words(one.title), name: one.full_name };
  const alive = ['enrolled', 'waiting', 'offered'].includes(one.state);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{named.title}</p>
        <p>
          <StatusBadge tone={TONES[one.state]} plain>
            {one.offer_expires_at
              ? t('enrolment.offered_until', { time: format.dateTime(one.offer_expires_at) })
              : t(`enrolment.state.${one.state}`)}
          </StatusBadge>
        </p>
        <p className={classes.note}>
          {[
            one.starts_at && t('enrolment.starts', { time: format.dateTime(one.starts_at) }),
            alive && one.fee && t('enrolment.fee', { price: format.money(one.fee) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <ProblemAlert error={accept.error} />
      </div>
      <div className={classes.buttons}>
        {one.state === 'offered' && (
          <Button
            loading={accept.isPending}
            onClick={() => accept.mutate()}
            aria-label={t('enrolment.accept_named', named)}
          >
            {t('enrolment.accept')}
          </Button>
        )}
        {alive && (
          <Button
            variant="default"
            onClick={() => setLeaving(true)}
            aria-label={t('enrolment.withdraw_named', named)}
          >
            {t('enrolment.withdraw')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={leaving}
        danger
        title={t('enrolment.withdraw_title', named)}
        consequence={t(one.state === 'waiting' ? 'enrolment.withdraw_waiting' : 'enrolment.withdraw_text')}
        confirm={t('enrolment.withdraw')}
        keep={t('enrolment.keep')}
        busy={withdraw.isPending}
        error={withdraw.error}
        onConfirm={() => withdraw.mutate(undefined, { onSuccess: () => setLeaving(false) })}
        onClose={() => setLeaving(false)}
      />
    </li>
  );
}
