// Print the instances that ical.js reads from the calendars named on the command line, as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const home = join(process.env.SCHEDULER_NODE_MODULES, 'ical.js', 'dist', 'ical.js');
const { default: ICAL } = await import(pathToFileURL(home));

function instant(time) {
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function instance(component) {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: instant(event.startDate),
    end: instant(event.endDate),
    title: event.summary,
    status: component.getFirstPropertyValue('status'),
    sequence: event.sequence,
    alarms: component.getAllSubcomponents('valarm')
      .map((alarm) => alarm.getFirstPropertyValue('trigger').toSeconds()),
  };
}

function read(path) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  return calendar.getAllSubcomponents('vevent').map(instance);
}

console.log(JSON.stringify(process.argv.slice(2).map(read)));
