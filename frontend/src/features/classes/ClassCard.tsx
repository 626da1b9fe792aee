import { IconCalendarEvent, IconMapPin, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ClassCard as Card } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { Money } from '../../ui/Values';
import { forWhom, weekly, where } from './said';
import classes from './classes.module.css';

/** One class as the catalogue shows it; the whole card leads to its page. */
export function ClassCard({ one }: { one: Card }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats(one.site.zone);
  return (
    <article className={classes.card}>
      <p className={classes.kind}>
        {[t(`format.${one.format}`), words(one.theme)].filter(Boolean).join(' · ')}
      </p>
      <h2 className={classes.name}>
        <Link to="/lop/$slug" params={{ slug: one.slug }} className={classes.link}>
          {words(one.course.title)}
        </Link>
      </h2>
      <p className={classes.fact}>
        <IconUsers size={16} aria-hidden /> {forWhom(one, t, words)}
      </p>
      <p className={classes.fact}>
        <IconCalendarEvent size={16} aria-hidden />
        <span>
          {one.weekly.length > 0 && <>{weekly(one.weekly, t)}. </>}
          {one.next_at && t('next', { when: `${format.time(one.next_at)}, ${format.day(one.next_at)}` })}
        </span>
      </p>
      <p className={classes.fact}>
        <IconMapPin size={16} aria-hidden /> {where(one, t, words)}
      </p>
      <p className={classes.foot}>
        <strong className={classes.fee}>
          <Money value={one.fee} />
        </strong>
        <span>{one.places_left > 0 ? t('left', { count: one.places_left }) : t('full')}</span>
      </p>
    </article>
  );
}
