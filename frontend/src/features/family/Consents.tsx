/** What may be done for a child, purpose by purpose: nothing is ticked beforehand, all can be taken back. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { consentTextsQuery, type Child, type Consent, type ConsentText } from '../../api/family';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/StatusBadge';
import { Alias } from './Alias';
import { Care } from './Care';
import { ConsentDialog } from './ConsentDialog';
import { useChild } from './useChild';
import classes from './family.module.css';

export function Consents({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const { data, error } = useQuery(consentTextsQuery);
  return (
    <section aria-label={t('consent.of', { name: child.full_name })}>
      <h3 className={classes.heading}>{t('consent.title')}</h3>
      <ProblemAlert error={error} />
      <ul className={classes.list}>
        {data?.map((text) => (
          <Row
            key={text.purpose}
            child={child}
            text={text}
            consent={child.consents.find(({ purpose }) => purpose === text.purpose)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  child: Child;
  text: ConsentText;
  consent: Consent | undefined;
}

function Row({ child, text, consent }: RowProps) {
  const { t } = useTranslation('family');
  const [open, setOpen] = useState(false);
  const { purpose } = text;
  const named = { purpose: t(`purpose.${purpose}`), name: child.full_name };
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{t(`purpose.${purpose}`)}</p>
        <p className={classes.note}>{t(`purpose_note.${purpose}`)}</p>
        {consent ? <Given consent={consent} /> : <p>{t('consent.none')}</p>}
        {consent && purpose === 'emergency_data' && <Care child={child} />}
        {consent && purpose === 'calendar_alias' && <Alias child={child} />}
      </div>
      <Button
        variant="default"
        onClick={() => setOpen(true)}
        aria-label={t(consent ? 'consent.withdraw_named' : 'consent.give_named', named)}
      >
        {t(consent ? 'consent.withdraw' : 'consent.give')}
      </Button>
      {open && !consent && <ConsentDialog child={child} text={text} onClose={() => setOpen(false)} />}
      {open && consent && <Withdraw child={child} consent={consent} onClose={() => setOpen(false)} />}
    </li>
  );
}

function Given({ consent }: { consent: Consent }) {
  const { t } = useTranslation('family');
  const format = useFormats();
  const said = { date: format.dateTime(consent.given_at), name: consent.given_by };
  return (
    <p>
      <StatusBadge tone="free" plain>
        {t(consent.child_assent_at ? 'consent.given_both' : 'consent.given', said)}
      </StatusBadge>
    </p>
  );
}

function Withdraw({ child, consent, onClose }: { child: Child; consent: Consent; onClose: () => void }) {
  const { t } = useTranslation('family');
  const withdraw = useChild(
    () => post<Child>(`/api/children/${child.id}/consents/${consent.id}/withdraw`, null),
    { onDone: onClose },
  );
  return (
    <ConfirmDialog
      opened
      danger
      title={t('consent.withdraw_title', {
        purpose: t(`purpose.${consent.purpose}`),
        name: child.full_name,
      })}
      consequence={t(`consequence.${consent.purpose}`)}
      confirm={t('consent.withdraw')}
      keep={t('consent.keep')}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate()}
      onClose={onClose}
    />
  );
}
