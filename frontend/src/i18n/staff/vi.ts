import audit from './vi/audit.json';
import settings from './vi/settings.json';

export default { audit, settings };
