import settings from './en/settings.json';

export default { settings };
