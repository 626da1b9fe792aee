import { expect, it } from 'vitest';
import { draw } from '../first/dom';
import { formatsFor } from '../i18n/formats';
import { translator } from '../i18n/translator';
import timeline from '../i18n/vi/timeline.json';
import { gridWords, type GridWords } from './gridWords';
import { groupRows } from './group';
import { axisOf, type Busy } from './model';
import { PhoneList } from './PhoneList';
import { at, DAY, rowWith, ZONE } from './testing';

const said = translator({ timeline }, 'vi', 'timeline') as unknown as GridWords['t'];
const words = gridWords(said, (text) => text?.vi ?? '', formatsFor('vi', ZONE));

/** The card of a machine in a zone, taken from 16:00 on in Vietnam, at ten in the morning there. */
function card(zone: string, state: Busy['state'] = 'confirmed'): Element {
  const row = rowWith({ taken: [['16:00', '18:00']], mine: '16:00' });
  row.busy = row.busy.map((busy) => ({ ...busy, state }));
  row.resource.zone = zone;
  const axis = axisOf([row], DAY, ZONE, at('10:00'));
  const list = document.createElement('div');
  draw(
    list,
    <PhoneList groups={groupRows([row])} axis={axis} now={at('10:00')} showSite={false} words={words} />,
  );
  return list;
}

it('says until when a machine is free', () => {
  expect(card(ZONE).textContent).toContain('Trống đến 16:00');
  expect(card(ZONE).textContent).not.toContain('giờ địa phương');
});

it('tells what waits for approval from what stands', () => {
  const said = card(ZONE, 'held').textContent;
  expect(said).toContain('Chờ duyệt 16:00–18:00');
  expect(said).not.toContain('Của bạn');
});

it('says it as clocks at the site show it', () => {
  const list = card('Asia/Tokyo');
  expect(list.textContent).toContain('giờ địa phương +2');
  expect(list.textContent).toContain('Trống đến 18:00');
  expect(list.textContent).toContain('Của bạn 18:00–20:00');
  expect(list.querySelector('[role=img]')?.getAttribute('aria-label')).toContain('18:00–20:00');
});
