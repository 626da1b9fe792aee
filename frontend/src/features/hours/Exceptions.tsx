/** Other hours on single dates: closed all day, or open at other times; several rows make a lunch gap. */
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DatedHours } from '../../api/contract';
import { useNow } from '../../timeline/useNow';
import { useFormats } from '../../i18n/format';
import { DateField, TimeField } from '../../ui/DateTimeField';
import classes from './hours.module.css';

interface Props {
  items: DatedHours[];
  onChange: (items: DatedHours[]) => void;
  errors: Record<string, string>;
}

export function Exceptions({ items, onChange, errors }: Props) {
  const { t } = useTranslation('hours');
  const format = useFormats();
  const today = format.isoDay(new Date(useNow()));
  const change = (index: number, next: Partial<DatedHours>) =>
    onChange(items.map((item, at) => (at === index ? { ...item, ...next } : item)));
  return (
    <>
      {items.length === 0 && <p className={classes.note}>{t('dated.none')}</p>}
      {items.map((item, index) => (
        <div key={index} className={classes.span} role="group" aria-label={t('dated.one', { at: index + 1 })}>
          <DateField
            label={t('dated.date')}
            value={item.on_date}
            min={today}
            onChange={(on_date) => on_date && change(index, { on_date })}
            error={errors[`dated[${index}].on_date`]}
          />
          <Checkbox
            label={t('dated.shut')}
            checked={!item.opens}
            onChange={(event) =>
              change(
                index,
                event.currentTarget.checked
                  ? { opens: null, closes: null }
                  : { opens: '08:00', closes: '17:00' },
              )
            }
          />
          {item.opens && (
            <>
              <TimeField
                label={t('opens')}
                value={item.opens}
                onChange={(opens) => opens && change(index, { opens })}
                error={errors[`dated[${index}].opens`]}
              />
              <TimeField
                label={(item.closes ?? '') <= item.opens ? t('closes_next_day') : t('closes')}
                value={item.closes ?? null}
                onChange={(closes) => closes && change(index, { closes })}
                error={errors[`dated[${index}].closes`]}
              />
            </>
          )}
          <TextInput
            label={t('dated.note')}
            value={item.note?.vi ?? ''}
            maxLength={300}
            onChange={(event) => change(index, { note: noted(event.currentTarget.value, item) })}
          />
          <TextInput
            label={t('dated.note_en')}
            value={item.note?.en === item.note?.vi ? '' : (item.note?.en ?? '')}
            maxLength={300}
            disabled={!item.note}
            onChange={(event) =>
              item.note &&
              change(index, { note: { vi: item.note.vi, en: event.currentTarget.value || item.note.vi } })
            }
          />
          <ActionIcon
            size={44}
            variant="subtle"
            aria-label={t('dated.remove', { date: item.on_date })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...items, { on_date: today, opens: null, closes: null, note: null }])}
        >
          {t('dated.add')}
        </Button>
      </div>
    </>
  );
}

/** One text stands for both languages until the second is written. */
function noted(vi: string, item: DatedHours): DatedHours['note'] {
  if (vi === '') return null;
  const { note } = item;
  return { vi, en: note && note.en !== note.vi ? note.en : vi };
}
