/** The date and time picker of the whole product: dd/MM/yyyy, Monday first, 24 hours, times from a list. */
import { Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import { IconCalendar, IconClock } from '@tabler/icons-react';
import 'dayjs/locale/vi';
import { useTranslation } from 'react-i18next';
import type { Instant } from '../api/contract';
import { dayIn, instantIn } from '../i18n/format';
import { useLanguage } from '../i18n/useWords';
import classes from './DateTimeField.module.css';

interface DateProps {
  label: string;
  /** yyyy-MM-dd */
  value: string | null;
  onChange: (day: string | null) => void;
  min?: string;
  max?: string;
  clearable?: boolean;
  placeholder?: string;
  error?: string;
}

export function DateField({ label, value, onChange, min, max, clearable, placeholder, error }: DateProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <DatePickerInput
      label={label}
      value={value}
      onChange={onChange}
      minDate={min}
      maxDate={max}
      locale={language}
      valueFormat="DD/MM/YYYY"
      firstDayOfWeek={1}
      weekendDays={[]}
      monthLabelFormat={language === 'vi' ? '[Tháng] M, YYYY' : 'MMMM YYYY'}
      ariaLabels={{
        nextMonth: t('date.next_month'),
        previousMonth: t('date.previous_month'),
        nextYear: t('date.next_year'),
        previousYear: t('date.previous_year'),
        nextDecade: t('date.next_years'),
        previousDecade: t('date.previous_years'),
      }}
      placeholder={placeholder ?? 'dd/mm/yyyy'}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': t('action.clear_field') }}
      leftSection={<IconCalendar size={18} aria-hidden />}
      leftSectionPointerEvents="none"
      // Its dialog would have no name; without the role it belongs to the page around it.
      popoverProps={{ withRoles: false, withinPortal: false }}
      error={error}
    />
  );
}

interface TimeProps {
  label: string;
  /** HH:mm */
  value: string | null;
  onChange: (time: string | null) => void;
  /** minutes between the offered times */
  step?: number;
  error?: string;
}

function timesOfDay(step: number, chosen: string | null): string[] {
  const count = Math.floor(1440 / step);
  const times = Array.from({ length: count }, (_, index) => {
    const minutes = index * step;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  });
  return chosen && !times.includes(chosen) ? [...times, chosen].sort() : times;
}

export function TimeField({ label, value, onChange, step = 30, error }: TimeProps) {
  return (
    <Select
      label={label}
      value={value}
      onChange={onChange}
      data={timesOfDay(step, value)}
      placeholder="--:--"
      searchable
      leftSection={<IconClock size={18} aria-hidden />}
      leftSectionPointerEvents="none"
      error={error}
    />
  );
}

interface DateTimeProps {
  label: string;
  value: Instant | null;
  onChange: (instant: Instant | null) => void;
  zone: string;
  step?: number;
  min?: Instant;
  clearable?: boolean;
  /** HH:mm taken when only the day is chosen */
  defaultTime?: string;
}

/** Day and time together, as an instant in the given zone. */
export function DateTimeField({
  label,
  value,
  onChange,
  zone,
  step,
  min,
  clearable,
  defaultTime = '09:00',
}: DateTimeProps) {
  const { t } = useTranslation();
  const day = value ? dayIn(zone, value) : null;
  const time = value
    ? new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(new Date(value))
    : null;
  const set = (nextDay: string | null, nextTime: string | null) =>
    onChange(nextDay ? instantIn(zone, nextDay, nextTime ?? defaultTime).toISOString() : null);
  return (
    <fieldset className={classes.both}>
      <legend className="visually-hidden">{label}</legend>
      <DateField
        label={label}
        value={day}
        min={min ? dayIn(zone, min) : undefined}
        onChange={(next) => set(next, time)}
        clearable={clearable}
      />
      <TimeField
        label={t('field.time')}
        value={time}
        step={step}
        onChange={(next) => set(day ?? dayIn(zone, min ?? new Date()), next)}
      />
    </fieldset>
  );
}
