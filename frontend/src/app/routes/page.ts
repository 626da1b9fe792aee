/** Pages are fetched when first visited, and their words with them. */
import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { Offline } from '../../api/client';
import { loadStaffWords, type StaffNamespace } from '../../i18n/staff';

/**
 * A page whose code is fetched when it is first wanted. Not getting it means that the server is away or
 * has a newer version: told like any lost connection, without the router's own reload into nothing.
 * A page whose answer hangs on its address says its return type: inferred, the router's type would hang on itself.
 */
export function page(load: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(() =>
    load().catch((cause: unknown) => {
      throw new Offline(cause);
    }),
  );
}

/** A page whose words come with it. */
export function wordedPage(load: () => Promise<{ default: ComponentType }>, ...words: StaffNamespace[]) {
  return page(async () => (await Promise.all([load(), loadStaffWords(words)]))[0]);
}

/** A page of staff: its words come with it. */
export function staffPage(load: () => Promise<{ default: ComponentType }>, ...words: StaffNamespace[]) {
  return page(async () => (await Promise.all([load(), loadStaffWords(['settings', 'audit', ...words])]))[0]);
}
