import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../api/queries';
import type { TimelineSearch } from '../../app/search';
import { useLanguage, useWords } from '../../i18n/useWords';
import { addDays } from '../../timeline/zone';
import { DateField } from '../../ui/DateTimeField';
import { SearchField } from '../../ui/SearchField';
import { SitePicker } from '../../ui/SitePicker';
import classes from './TimelinePage.module.css';

interface Props {
  search: TimelineSearch;
  date: string;
  today: string;
  phone: boolean;
  onChange: (change: Partial<TimelineSearch>) => void;
  /** the pointer or focus is on a step: its day may be fetched ahead */
  onAhead: (date: string) => void;
}

/** Day, view and filters; all of it lives in the address. */
export function Toolbar({ search, date, today, phone, onChange, onAhead }: Props) {
  const { t } = useTranslation('booking');
  const weekday = useWeekday(date);
  const week = search.view === 'week' && !phone;
  const step = week ? 7 : 1;
  const go = (day: string) => onChange({ day: day === today ? undefined : day });
  const stepper = (way: -1 | 1) => {
    const day = addDays(date, way * step);
    return {
      variant: 'default',
      size: phone ? 44 : 36,
      onClick: () => go(day),
      onPointerEnter: () => onAhead(day),
      onFocus: () => onAhead(day),
    } as const;
  };
  return (
    <div className={classes.toolbar}>
      {!phone && (
        <SegmentedControl
          aria-label={t('view.label')}
          value={week ? 'week' : 'day'}
          onChange={(view) => onChange({ view: view === 'week' ? 'week' : undefined })}
          data={[
            { value: 'day', label: t('view.day') },
            { value: 'week', label: t('view.week') },
          ]}
        />
      )}
      <div className={classes.days}>
        <ActionIcon {...stepper(-1)} aria-label={t(week ? 'day.previous_week' : 'day.previous')}>
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <div className={classes.date}>
          <DateField label={weekday} value={date} onChange={(day) => day && go(day)} />
        </div>
        <ActionIcon {...stepper(1)} aria-label={t(week ? 'day.next_week' : 'day.next')}>
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
        <Button
          variant="default"
          className={classes.todayButton}
          disabled={date === today}
          onClick={() => go(today)}
        >
          {t('day.today')}
        </Button>
      </div>
      <div className={classes.site}>
        <SitePicker value={search.site} onChange={(site) => onChange({ site })} />
      </div>
      <SearchField
        className={classes.search}
        label={t('search')}
        placeholder={t('search_hint')}
        value={search.q}
        onChange={(q) => onChange({ q })}
      />
    </div>
  );
}

/** "Ngày (Thứ Sáu)": the field itself has no room for the weekday. */
function useWeekday(date: string): string {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
  return t('day.on', { weekday: name });
}

/** One category or all, as buttons: the most used filter is one press. */
export function CategoryChips({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const { t } = useTranslation('booking');
  const words = useWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  const chosen = search.category;
  return (
    <div className={classes.chips} role="group" aria-label={t('categories')}>
      <button type="button" aria-pressed={!chosen} onClick={() => onChange({ category: undefined })}>
        {t('all')}
      </button>
      {categories.map((category) => (
        <button
          key={category.id}
          type="button"
          aria-pressed={chosen === category.slug}
          onClick={() => onChange({ category: chosen === category.slug ? undefined : category.slug })}
        >
          {words(category.name)}
        </button>
      ))}
    </div>
  );
}
