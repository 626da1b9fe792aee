import { ActionIcon, Button, SegmentedControl, Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Term } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { DateField, TimeField } from '../../ui/DateTimeField';
import type { Draft } from './plan';
import { WEEKDAYS } from './said';
import { useList } from './useList';
import classes from './classes.module.css';

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  errors: Record<string, string>;
}

/** Every week on these days, over a term, or on dates that are named. */
export function PlanTimes({ draft, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const terms = useList<Term>('/api/terms');
  return (
    <>
      <SegmentedControl
        aria-label={t('field.when')}
        size="md"
        data={[
          { value: 'weekly', label: t('plan.weekly') },
          { value: 'dates', label: t('plan.by_dates') },
        ]}
        value={draft.byDates ? 'dates' : 'weekly'}
        onChange={(value) => onChange({ byDates: value === 'dates' })}
        style={{ justifySelf: 'start' }}
      />
      <div className={classes.pair}>
        <Select
          label={t('field.term')}
          data={terms?.map((one) => ({ value: one.id, label: words(one.name) }))}
          value={draft.term}
          onChange={(term) => onChange({ term })}
          error={errors.term_id}
          clearable
          clearButtonProps={{ 'aria-label': t('field.no_term') }}
        />
        {!draft.byDates && (
          <>
            <DateField
              label={t('field.from')}
              value={draft.from}
              onChange={(from) => onChange({ from })}
              error={errors.starts_on}
              clearable
            />
            <DateField
              label={t('field.until')}
              value={draft.until}
              onChange={(until) => onChange({ until })}
              error={errors.ends_on}
              clearable
            />
          </>
        )}
      </div>
      {draft.byDates ? (
        <NamedDates draft={draft} onChange={onChange} errors={errors} />
      ) : (
        <Weekly draft={draft} onChange={onChange} errors={errors} />
      )}
    </>
  );
}

function Weekly({ draft, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const set = (index: number, change: Partial<Draft['weekly'][number]>) =>
    onChange({ weekly: draft.weekly.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <>
      {draft.weekly.map((one, index) => (
        <div key={index} className={classes.rule}>
          <Select
            label={t('field.weekday')}
            data={WEEKDAYS.map((day) => ({ value: String(day), label: t(`weekday.${day}`) }))}
            value={String(one.weekday)}
            onChange={(day) => day && set(index, { weekday: Number(day) })}
            allowDeselect={false}
            error={errors.weekly}
          />
          <TimeField
            label={t('field.starts')}
            value={one.starts}
            onChange={(starts) => starts && set(index, { starts })}
          />
          <TimeField
            label={t('field.ends')}
            value={one.ends}
            onChange={(ends) => ends && set(index, { ends })}
            error={errors[`weekly[${index}].ends`]}
          />
          {draft.weekly.length > 1 && (
            <ActionIcon
              variant="default"
              size={42}
              aria-label={t('plan.remove')}
              onClick={() => onChange({ weekly: draft.weekly.filter((_, at) => at !== index) })}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <Button
        variant="default"
        size="md"
        style={{ justifySelf: 'start' }}
        onClick={() =>
          onChange({ weekly: [...draft.weekly, { weekday: 5, starts: '15:30', ends: '17:00' }] })
        }
      >
        {t('plan.add_day')}
      </Button>
    </>
  );
}

function NamedDates({ draft, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const set = (index: number, change: Partial<Draft['dates'][number]>) =>
    onChange({ dates: draft.dates.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <>
      {draft.dates.map((one, index) => (
        <div key={index} className={classes.rule}>
          <DateField
            label={t('field.on')}
            value={one.on}
            onChange={(on) => set(index, { on })}
            error={errors.dates}
          />
          <TimeField
            label={t('field.starts')}
            value={one.starts}
            onChange={(starts) => starts && set(index, { starts })}
          />
          <TimeField
            label={t('field.ends')}
            value={one.ends}
            onChange={(ends) => ends && set(index, { ends })}
            error={errors[`dates[${index}].ends`]}
          />
          {draft.dates.length > 1 && (
            <ActionIcon
              variant="default"
              size={42}
              aria-label={t('plan.remove')}
              onClick={() => onChange({ dates: draft.dates.filter((_, at) => at !== index) })}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <Button
        variant="default"
        size="md"
        style={{ justifySelf: 'start' }}
        onClick={() => onChange({ dates: [...draft.dates, { on: null, starts: '08:00', ends: '10:00' }] })}
      >
        {t('plan.add_date')}
      </Button>
    </>
  );
}
