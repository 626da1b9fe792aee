import audit from './en/audit.json';
import settings from './en/settings.json';
import presets from './en/presets.json';
import qualifications from './en/qualifications.json';
import setup from './en/setup.json';
import statistics from './en/statistics.json';
import transfer from './en/transfer.json';

export default { presets, qualifications, setup, statistics, audit, settings, transfer };
