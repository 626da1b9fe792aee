import audit from './vi/audit.json';
import classes from './vi/classes.json';
import faults from './vi/faults.json';
import family from './vi/family.json';
import feeds from './vi/feeds.json';
import hours from './vi/hours.json';
import impact from './vi/impact.json';
import joining from './vi/joining.json';
import machines from './vi/machines.json';
import people from './vi/people.json';
import photo from './vi/photo.json';
import presets from './vi/presets.json';
import qualifications from './vi/qualifications.json';
import rules from './vi/rules.json';
import settings from './vi/settings.json';
import setup from './vi/setup.json';
import sites from './vi/sites.json';
import statistics from './vi/statistics.json';
import transfer from './vi/transfer.json';

export default {
  audit,
  classes,
  faults,
  family,
  feeds,
  hours,
  impact,
  joining,
  machines,
  people,
  photo,
  presets,
  qualifications,
  rules,
  settings,
  setup,
  sites,
  statistics,
  transfer,
};
