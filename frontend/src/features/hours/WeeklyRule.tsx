/** The stretches of each weekday: several make a lunch gap, one past midnight is a night. */
import { ActionIcon, Button, Checkbox, Menu } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WeeklyHours } from '../../api/contract';
import { DateField, TimeField } from '../../ui/DateTimeField';
import { WEEKDAYS, useWeekdays } from './weekdays';
import classes from './hours.module.css';

interface Props {
  rules: WeeklyHours[];
  onChange: (rules: WeeklyHours[]) => void;
  errors: Record<string, string>;
}

export function WeeklyRule({ rules, onChange, errors }: Props) {
  const { t } = useTranslation('hours');
  const names = useWeekdays();
  const [dates, setDates] = useState(() => rules.some((rule) => rule.valid_from || rule.valid_until));
  const change = (index: number, next: Partial<WeeklyHours>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...next } : rule)));
  const copy = (from: number, days: readonly number[]) => {
    const wanted = rules.filter((rule) => rule.weekday === from);
    const rest = rules.filter((rule) => rule.weekday === from || !days.includes(rule.weekday));
    const made = days
      .filter((day) => day !== from)
      .flatMap((weekday) => wanted.map((rule) => ({ ...rule, weekday })));
    onChange([...rest, ...made].sort((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens)));
  };
  const add = (weekday: number) => {
    const last = rules.filter((rule) => rule.weekday === weekday).at(-1);
    const next = last ? { opens: last.closes, closes: '21:00' } : { opens: '08:00', closes: '17:00' };
    const after = rules.findLastIndex((rule) => rule.weekday <= weekday) + 1;
    onChange(rules.toSpliced(after, 0, { weekday, ...next }));
  };
  return (
    <>
      <ul className={classes.days}>
        {WEEKDAYS.map((weekday) => {
          const own = rules.flatMap((rule, index) => (rule.weekday === weekday ? [{ rule, index }] : []));
          const name = names[weekday - 1] ?? '';
          return (
            <li key={weekday} className={classes.day}>
              <div className={classes.dayHead}>
                <strong>{name}</strong>
                {own.length === 0 && <span className={classes.closed}>{t('closed')}</span>}
              </div>
              <div className={classes.spans}>
                {own.map(({ rule, index }) => (
                  <div key={index} className={classes.span} role="group" aria-label={name}>
                    <TimeField
                      label={t('opens')}
                      value={rule.opens}
                      onChange={(opens) => opens && change(index, { opens })}
                      error={errors[`weekly[${index}].opens`]}
                    />
                    <TimeField
                      label={rule.closes <= rule.opens ? t('closes_next_day') : t('closes')}
                      value={rule.closes}
                      onChange={(closes) => closes && change(index, { closes })}
                      error={errors[`weekly[${index}].closes`]}
                    />
                    {dates && (
                      <>
                        <DateField
                          label={t('valid_from')}
                          value={rule.valid_from ?? null}
                          clearable
                          onChange={(valid_from) => change(index, { valid_from })}
                        />
                        <DateField
                          label={t('valid_until')}
                          value={rule.valid_until ?? null}
                          clearable
                          onChange={(valid_until) => change(index, { valid_until })}
                          error={errors[`weekly[${index}].valid_until`]}
                        />
                      </>
                    )}
                    <ActionIcon
                      size={44}
                      variant="subtle"
                      aria-label={t('remove_span', { day: name, opens: rule.opens, closes: rule.closes })}
                      onClick={() => onChange(rules.filter((_, at) => at !== index))}
                    >
                      <IconTrash size={18} aria-hidden />
                    </ActionIcon>
                  </div>
                ))}
              </div>
              <div className={classes.dayTools}>
                <Button
                  variant="subtle"
                  size="sm"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  aria-label={t('add_span_to', { day: name })}
                  onClick={() => add(weekday)}
                >
                  {t('add_span')}
                </Button>
                {own.length > 0 && (
                  <Menu withinPortal={false}>
                    <Menu.Target>
                      <Button variant="subtle" size="sm" aria-label={t('copy_of', { day: name })}>
                        {t('copy')}
                      </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => copy(weekday, [1, 2, 3, 4, 5])}>
                        {t('copy_workdays')}
                      </Menu.Item>
                      <Menu.Item onClick={() => copy(weekday, WEEKDAYS)}>{t('copy_all')}</Menu.Item>
                      {WEEKDAYS.filter((day) => day !== weekday).map((day) => (
                        <Menu.Item key={day} onClick={() => copy(weekday, [day])}>
                          {names[day - 1]}
                        </Menu.Item>
                      ))}
                    </Menu.Dropdown>
                  </Menu>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <Checkbox
        label={t('with_dates')}
        checked={dates}
        onChange={(event) => setDates(event.currentTarget.checked)}
      />
    </>
  );
}
