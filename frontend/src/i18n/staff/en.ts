import audit from './en/audit.json';
import joining from './en/joining.json';
import people from './en/people.json';
import presets from './en/presets.json';
import qualifications from './en/qualifications.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import statistics from './en/statistics.json';
import transfer from './en/transfer.json';

export default { audit, joining, people, presets, qualifications, settings, setup, statistics, transfer };
