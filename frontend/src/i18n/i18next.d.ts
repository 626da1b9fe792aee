import 'i18next';
import type staff from './staff/vi';
import type words from './vi';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof words & typeof staff;
  }
}
