import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, Reservation } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { TimeRange } from '../../ui/Values';
import classes from './NextReservation.module.css';

/** The signed-in person's next booking, or the way to the first one. */
export function NextReservation() {
  const { t } = useTranslation('home');
  const words = useWords();
  const { data } = useQuery({
    queryKey: ['reservations', 'next'],
    queryFn: ({ signal }) => get<Page<Reservation>>('/api/reservations', { scope: 'upcoming' }, signal),
    staleTime: 30_000,
  });
  if (!data) return <div className={classes.line} aria-hidden />;
  const next = data.items.find((each) => each.state === 'confirmed' || each.state === 'in_use');
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
      <TimeRange span={next} />
      <span>{words(next.resource.site.name)}</span>
      <Link to="/cua-toi">{t('next.all')}</Link>
    </p>
  );
}
