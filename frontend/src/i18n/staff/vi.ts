import settings from './vi/settings.json';

export default { settings };
