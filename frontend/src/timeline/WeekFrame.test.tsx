import { expect, it } from 'vitest';
import { draw } from '../first/dom';
import { formatsFor } from '../i18n/formats';
import { translator } from '../i18n/translator';
import timeline from '../i18n/vi/timeline.json';
import { gridWords, type GridWords } from './gridWords';
import { groupRows } from './group';
import { at, DAY, rowWith, ZONE } from './testing';
import { WeekGroup, weekDays } from './WeekFrame';

const said = translator({ timeline }, 'vi', 'timeline') as unknown as GridWords['t'];
const words = gridWords(said, (text) => text?.vi ?? '', formatsFor('vi', ZONE));

it('says what is left of today, also where others have closed', () => {
  const rows = [rowWith({ id: 'lab' }), rowWith({ id: 'hub', open: [['00:00', '24:00']] })];
  const today = weekDays(rows, DAY, ZONE, words.format, false).filter((day) => day.date === DAY);
  const cells = (now: number) => {
    const list = document.createElement('div');
    for (const group of groupRows(rows))
      draw(
        list,
        <WeekGroup
          group={group}
          words={words}
          days={today}
          now={now}
          active={{ rowId: null, day: 0 }}
          showSite={false}
        />,
      );
    return Object.fromEntries(
      [...list.querySelectorAll('[role=row]:has([data-cell])')].map((row) => [
        row.querySelector('a')?.textContent,
        row.querySelector('[data-cell]')?.textContent,
      ]),
    );
  };
  expect(cells(at('16:00'))).toEqual({ lab: 'trống 2g', hub: 'trống 8g' });
  expect(cells(at('20:00'))).toEqual({ lab: 'đã qua', hub: 'trống 4g' });
  expect(cells(at('24:00'))).toEqual({ lab: 'đã qua', hub: 'đã qua' });
});
