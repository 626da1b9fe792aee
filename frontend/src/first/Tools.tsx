/** Places of the timetable's tools: as large as the tools, so that nothing moves when they come. */
import type { Category } from '../api/contract';
import page from '../features/booking/TimelinePage.module.css';
import { instantOf } from '../timeline/zone';
import classes from './first.module.css';
import type { Look } from './look';

interface ToolsProps {
  look: Look;
  date: string;
  week: boolean;
  q?: string;
}

/** View, day, site and search. */
export function Tools({ look, date, week, q }: ToolsProps) {
  const { t, phone } = look;
  const noon = new Date(instantOf(date, 720, look.zone));
  return (
    <div className={page.toolbar} aria-hidden>
      {!phone && (
        <span className={`${classes.field} ${classes.views}`}>
          <span data-chosen={!week || undefined}>{t('booking:view.day')}</span>
          <span data-chosen={week || undefined}>{t('booking:view.week')}</span>
        </span>
      )}
      <div className={page.days}>
        <span className={`${classes.field} ${classes.step}`} />
        <div className={page.date}>
          <span className={classes.label}>
            {t('booking:day.on', { weekday: look.grid.format.weekday(noon) })}
          </span>
          <span className={`${classes.field} ${classes.filled}`}>{look.grid.format.date(noon)}</span>
        </div>
        <span className={`${classes.field} ${classes.step}`} />
        <span className={`${classes.field} ${classes.filled} ${classes.today}`}>
          {t('booking:day.today')}
        </span>
      </div>
      <div className={page.site}>
        <span className={classes.label}>{t('field.site')}</span>
        <span className={`${classes.field} ${classes.filled} ${classes.hint}`}>{t('field.all_sites')}</span>
      </div>
      <div className={page.search}>
        <span className={classes.label}>{t('booking:search')}</span>
        <span className={`${classes.field} ${classes.filled} ${classes.hint}`}>
          {q ?? t('booking:search_hint')}
        </span>
      </div>
    </div>
  );
}

interface ChipsProps {
  look: Look;
  categories: Category[];
  chosen?: string;
}

/** The categories to choose from, and what the colours mean. */
export function Chips({ look, categories, chosen }: ChipsProps) {
  const { t, words, phone } = look;
  return (
    <>
      <div className={page.chips} aria-hidden>
        <button type="button" tabIndex={-1} aria-pressed={!chosen}>
          {t('booking:all')}
        </button>
        {categories.map(({ id, slug, name }) => (
          <button key={id} type="button" tabIndex={-1} aria-pressed={chosen === slug}>
            {words(name)}
          </button>
        ))}
      </div>
      {!phone && (
        <ul className={page.legend} aria-hidden>
          {(['mine', 'busy', 'in_use', 'closed'] as const).map((kind) => (
            <li key={kind} data-kind={kind}>
              {t(`timeline:legend.${kind}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
