import { useTranslation } from 'react-i18next';
import { useRegion } from '../../api/session';
import { aheadOf, placeOf } from '../local';
import classes from './parts.module.css';

/** Times elsewhere are the times there: says so where its clocks differ from the region's. */
export function ZoneNote({ zone, at }: { zone: string; at: number }) {
  const { t } = useTranslation('timeline');
  const ahead = aheadOf(zone, useRegion().zone, at);
  return ahead && <p className={classes.quiet}>{t('local_time', { zone: placeOf(zone), ahead })}</p>;
}
