import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { myReservationsQuery } from '../../api/queries';
import { useZones } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { TimeRange } from '../../ui/Values';
import classes from './NextReservation.module.css';

/** The signed-in person's next booking, or the way to the first one. */
export function NextReservation() {
  const { t } = useTranslation('home');
  const words = useWords();
  const zoneOf = useZones();
  const { data, error } = useInfiniteQuery(myReservationsQuery('upcoming'));
  if (error) return <ProblemAlert error={error} />;
  if (!data) return <div className={classes.line} aria-hidden />;
  const next = data.pages[0]?.items.find((each) => each.state === 'confirmed' || each.state === 'in_use');
  if (!next) {
    return (
      <p className={classes.line}>
        {t('next.none')} <Link to="/lich">{t('next.book')}</Link>
      </p>
    );
  }
  return (
    <p className={classes.line}>
      <span className={classes.label}>{t('next.title')}</span>
      <strong>{next.resource.name}</strong>
      <TimeRange span={next} zone={zoneOf(next.resource.site.id)} />
      <span>{words(next.resource.site.name)}</span>
      <Link to="/cua-toi">{t('next.all')}</Link>
    </p>
  );
}
