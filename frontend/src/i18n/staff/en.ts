import audit from './en/audit.json';
import classes from './en/classes.json';
import faults from './en/faults.json';
import family from './en/family.json';
import feeds from './en/feeds.json';
import hours from './en/hours.json';
import impact from './en/impact.json';
import joining from './en/joining.json';
import machines from './en/machines.json';
import people from './en/people.json';
import photo from './en/photo.json';
import presets from './en/presets.json';
import qualifications from './en/qualifications.json';
import rules from './en/rules.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import sites from './en/sites.json';
import statistics from './en/statistics.json';
import transfer from './en/transfer.json';

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
