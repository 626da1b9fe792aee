import { useTranslation } from 'react-i18next';
import { DateField, TimeField } from '../../ui/DateTimeField';
import type { Span } from '../spans';
import { MINUTE, clock, dateAt, instantOf, minutesOf } from '../zone';
import classes from './parts.module.css';

interface Props {
  span: Span;
  zone: string;
  raster: number;
  /** without it the day is fixed */
  withDate?: boolean;
  /** first day that may be chosen, yyyy-MM-dd */
  min?: string;
  onChange: (span: Span) => void;
}

/** Day, start and end as fields: what a drag does, without dragging. Moving the start keeps the length. */
export function WhenFields({ span, zone, raster, withDate = false, min, onChange }: Props) {
  const { t } = useTranslation('timeline');
  const date = dateAt(span.start, zone);
  const length = span.end - span.start;

  const startOn = (day: string, time: string) => {
    const minutes = minutesOf(time);
    if (minutes === null) return;
    const start = instantOf(day, minutes, zone);
    onChange({ start, end: start + length });
  };
  const endAt = (time: string) => {
    const minutes = minutesOf(time);
    if (minutes === null) return;
    const end = instantOf(date, minutes, zone);
    // An end before the start means the next morning.
    onChange({ start: span.start, end: end > span.start ? end : end + 1440 * MINUTE });
  };

  return (
    <div className={classes.when} data-dated={withDate || undefined}>
      {withDate && (
        <DateField
          label={t('when.date')}
          value={date}
          min={min}
          onChange={(day) => day && startOn(day, clock(span.start, zone))}
        />
      )}
      <TimeField
        label={t('when.start')}
        value={clock(span.start, zone)}
        step={raster}
        onChange={(time) => time && startOn(date, time)}
      />
      <TimeField
        label={t('when.end')}
        value={clock(span.end, zone)}
        step={raster}
        onChange={(time) => time && endAt(time)}
      />
    </div>
  );
}
