/** The timetable's page before its tools can be used: title, day and all rows where they will stay. */
import type { CSSProperties, ReactNode } from 'react';
import { withQuery } from '../api/address';
import { peekAnswer } from '../api/answers';
import type { Category, Page, Timeline } from '../api/contract';
import { timelineSearch, type TimelineSearch } from '../app/search';
import page from '../features/booking/TimelinePage.module.css';
import { rowOf, shownDays, spanOfDays, timelineFilter } from '../timeline/asked';
import { closedOver } from '../timeline/closed';
import { ClosedFrame } from '../timeline/ClosedFrame';
import { DayGroup, Present, ROW_HEIGHT, Rest, Ruler } from '../timeline/DayFrame';
import day from '../timeline/DayGrid.module.css';
import { countRows, firstRows, groupRows, type Group } from '../timeline/group';
import { axisOf, type Row } from '../timeline/model';
import { PhoneList } from '../timeline/PhoneList';
import { ROW_HEIGHT as WEEK_ROW_HEIGHT, WeekGroup, WeekRuler, weekDays } from '../timeline/WeekFrame';
import week from '../timeline/WeekGrid.module.css';
import { HOUR } from '../timeline/zone';
import title from '../ui/PageTitle.module.css';
import { Chips, Tools } from './Tools';
import type { Look } from './look';

/** Pixels, about: cards are as high as what they say. */
const PHONE_ROW_HEIGHT = 118;

interface Shown {
  look: Look;
  rows: Row[];
  /** those in view */
  groups: Group[];
  /** how many rows follow */
  rest: number;
  date: string;
  today: string;
  wholeDay: boolean;
  showSite: boolean;
}

/** The page as its address asks for it. */
export class Timetable {
  private readonly search: TimelineSearch;
  private readonly days: ReturnType<typeof shownDays>;

  constructor(
    private readonly look: Look,
    address: URLSearchParams,
  ) {
    this.search = timelineSearch(Object.fromEntries(address));
    this.days = shownDays(this.search, look.now, look.zone, look.phone);
  }

  /** Title and tools, and an element marked `data-rows` for the rows. */
  tools(): ReactNode {
    const { look, search, days } = this;
    const categories = peekAnswer('/api/categories') as Page<Category> | undefined;
    return (
      <div className={page.page}>
        <div className={page.top}>
          <div className={title.head}>
            <div className={title.line}>
              <h1 className={title.title}>{look.t('booking:page_title')}</h1>
            </div>
          </div>
          <Tools look={look} date={days.date} week={days.week} q={search.q} />
        </div>
        <div className={page.filters}>
          <Chips look={look} categories={categories?.items ?? []} chosen={search.category} />
        </div>
        <div data-rows="" />
      </div>
    );
  }

  /** The rows in view; null when the server did not put them into the page. */
  rows(): ReactNode {
    const { look, search, days } = this;
    const asked = timelineFilter(days.from, days.days, look.zone, search);
    const answer = peekAnswer(withQuery('/api/timeline', { ...asked })) as Timeline | undefined;
    if (!answer || answer.items.length === 0) return null;
    const rows = answer.items.map(rowOf);
    const height = look.phone ? PHONE_ROW_HEIGHT : days.week ? WEEK_ROW_HEIGHT : ROW_HEIGHT;
    const groups = firstRows(groupRows(rows), Math.ceil(window.innerHeight / height));
    const shown: Shown = {
      look,
      rows,
      groups,
      rest: rows.length - countRows(groups),
      date: days.date,
      today: days.today,
      wholeDay: search.hours === 'all',
      showSite: new Set(rows.map((row) => row.resource.site.id)).size > 1,
    };
    const closed = closedOver(rows, spanOfDays(days.from, days.days, look.zone));
    return (
      <>
        {closed && <ClosedFrame t={look.booking} words={look.words} closed={closed} week={days.week} />}
        {look.phone ? <Phone {...shown} /> : days.week ? <Week {...shown} /> : <Day {...shown} />}
      </>
    );
  }
}

function Day({ look, rows, groups, rest, date, wholeDay, showSite }: Shown) {
  const axis = axisOf(rows, date, look.zone, look.now, wholeDay);
  return (
    <div
      className={day.grid}
      style={{ '--hours': (axis.end - axis.start) / HOUR } as CSSProperties}
      role="grid"
    >
      <Ruler axis={axis} now={look.now} words={look.grid} />
      <div className={day.body}>
        {groups.map((group) => (
          <DayGroup
            key={group.key}
            group={group}
            axis={axis}
            words={look.grid}
            active={null}
            showSite={showSite}
            lifted={null}
          />
        ))}
        <Rest count={rest} className={day.rest} />
        <div className={day.overlay}>
          <Present axis={axis} now={look.now} />
        </div>
      </div>
    </div>
  );
}

function Week({ look, rows, groups, rest, date, today, wholeDay, showSite }: Shown) {
  const days = weekDays(rows, date, look.zone, look.grid.format, wholeDay);
  const nowhere = { rowId: null, day: 0 };
  return (
    <div className={week.grid} role="grid">
      <WeekRuler days={days} today={today} words={look.grid} />
      {groups.map((group) => (
        <WeekGroup
          key={group.key}
          group={group}
          words={look.grid}
          days={days}
          now={look.now}
          active={nowhere}
          showSite={showSite}
        />
      ))}
      <Rest count={rest} className={week.rest} />
    </div>
  );
}

function Phone({ look, rows, groups, date, wholeDay, showSite }: Shown) {
  const axis = axisOf(rows, date, look.zone, look.now, wholeDay);
  return <PhoneList groups={groups} axis={axis} now={look.now} showSite={showSite} words={look.grid} />;
}
