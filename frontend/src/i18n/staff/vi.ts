import audit from './vi/audit.json';
import settings from './vi/settings.json';
import presets from './vi/presets.json';
import qualifications from './vi/qualifications.json';
import setup from './vi/setup.json';
import statistics from './vi/statistics.json';
import transfer from './vi/transfer.json';

export default { presets, qualifications, setup, statistics, audit, settings, transfer };
