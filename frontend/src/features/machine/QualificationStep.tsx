import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { QualificationNeed, Resource } from '../../api/contract';
import { QualificationNote } from '../../ui/QualificationNote';
import classes from './QualificationStep.module.css';

/** What must be learnt before booking, and the next step towards it; it never ends at "ask the staff". */
export function QualificationStep({ machine }: { machine: Resource }) {
  const need = machine.qualification;
  return (
    <div className={classes.step} data-open={(need && !need.held) || undefined}>
      <QualificationNote need={need} />
      {need && !need.held && <WayTo need={need} />}
    </div>
  );
}

function WayTo({ need }: { need: QualificationNeed }) {
  const { t } = useTranslation(['catalogue', 'common']);
  const back = useLocation().pathname;
  if (!need.quiz_id) {
    return (
      <p>
        {t('machine.staff_first')} <Link to="/nang-luc">{t('machine.staff_link')}</Link>
      </p>
    );
  }
  const quiz = `/trac-nghiem/${need.quiz_id}?back=${encodeURIComponent(back)}`;
  if (need.held === null) {
    return (
      <p>
        {t('machine.quiz_sign_in')}{' '}
        <Link to="/dang-nhap" search={{ back: quiz }}>
          {t('common:account.sign_in')}
        </Link>
      </p>
    );
  }
  return (
    <p>
      {t('machine.quiz_first')}{' '}
      <Link to="/trac-nghiem/$id" params={{ id: need.quiz_id }} search={{ back }}>
        {t('common:qualification.quiz')}
      </Link>
    </p>
  );
}
