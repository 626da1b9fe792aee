import audit from './en/audit.json';
import settings from './en/settings.json';

export default { audit, settings };
