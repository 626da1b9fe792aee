import { useTranslation } from 'react-i18next';
import type { Outage } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import classes from './day.module.css';

/** A report in the words of whoever made it. */
export function Reported({ one, zone }: { one: Outage; zone: string }) {
  const { t } = useTranslation('photo');
  const format = useFormats(zone);
  const { reported_by: by, photo_url: photo } = one;
  return (
    <figure className={classes.reported}>
      {photo && <img src={photo} alt={t('of', { name: one.resource.name })} width={480} height={320} />}
      <blockquote>{one.reason}</blockquote>
      <figcaption className={classes.quiet}>
        {[by?.full_name, format.dateTime(one.reported_at)].filter(Boolean).join(', ')}
      </figcaption>
    </figure>
  );
}
