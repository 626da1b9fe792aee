// What ical.js and node-ical read of a feed: JSON on standard output, of iCalendar text on standard input.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const loaded = require('ical.js');
const ICAL = loaded.default ?? loaded;
const text = readFileSync(0, 'utf8');

const calendar = new ICAL.Component(ICAL.parse(text));
// Without the zones of the feed itself its times would be floating.
const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => new ICAL.Timezone(zone));
const inZone = (time) => {
  const zone = zones.find((one) => one.tzid === time.timezone || one.tzid === time.zone?.tzid);
  if (zone) time.zone = zone;
  return time;
};
const icalJs = calendar.getAllSubcomponents('vevent').map((component) => {
  const event = new ICAL.Event(component);
  const [start, end] = [inZone(event.startDate), inZone(event.endDate)];
  return {
    uid: event.uid,
    floating: !start.isDate && start.zone === ICAL.Timezone.localTimezone,
    start: start.isDate ? start.toString() : start.toJSDate().toISOString(),
    end: end.isDate ? end.toString() : end.toJSDate().toISOString(),
    summary: event.summary,
  };
});
const nodeIcal = Object.values(require('node-ical').sync.parseICS(text))
  .filter((entry) => entry.type === 'VEVENT')
  .map((event) => ({
    uid: event.uid,
    floating: false,
    start: event.datetype === 'date' ? day(event.start) : event.start.toISOString(),
    end: event.datetype === 'date' ? day(event.end) : event.end.toISOString(),
    summary: event.summary,
  }));

/** node-ical makes a whole day the midnight of this machine. */
function day(date) {
  const two = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

process.stdout.write(JSON.stringify({ 'ical.js': icalJs, 'node-ical': nodeIcal }));
