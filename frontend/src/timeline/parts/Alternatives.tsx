import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Alternative } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import classes from './parts.module.css';

interface Props {
  alternatives: Alternative[];
  /** the day the reader is looking at, yyyy-MM-dd: other days are named */
  date: string;
  /** zone in which times are written; the region's if none is given */
  zone?: string;
  onChoose: (alternative: Alternative) => void;
}

/** What is free instead; a press fills the form. */
export function Alternatives({ alternatives, date, zone, onChoose }: Props) {
  const { t } = useTranslation('timeline');
  const words = useWords();
  const format = useFormats(zone);
  if (alternatives.length === 0) return null;

  const when = ({ starts_at, ends_at }: Alternative) => {
    const range = format.range(starts_at, ends_at);
    return format.isoDay(starts_at) === date ? range : `${format.dayShort(starts_at)} ${range}`;
  };
  const where = (offer: Alternative) => {
    if (offer.why === 'same_later' || offer.why === 'same_earlier') return t('offer.same');
    return offer.why === 'other_site' ? `${offer.name}, ${words(offer.site_name)}` : offer.name;
  };

  return (
    <div className={classes.offers} role="group" aria-label={t('offer.title')}>
      <p className={classes.offersTitle}>{t('offer.title')}</p>
      {alternatives.map((offer) => (
        <Button
          key={`${offer.resource_id} ${offer.starts_at}`}
          variant="default"
          justify="flex-start"
          className={classes.offer}
          onClick={() => onChoose(offer)}
        >
          <span className="figures">{when(offer)}</span>
          <span className={classes.offerWhere}>{where(offer)}</span>
        </Button>
      ))}
    </div>
  );
}
