/** Fetches the code of the page that was asked for along with the application, not after it. */

const PAGES: [RegExp, () => Promise<unknown>][] = [
  [/^\/$/, () => import('../features/home/HomePage')],
  [/^\/may$/, () => import('../features/catalogue/CataloguePage')],
  [/^\/may\/[^/]+$/, () => import('../app/MachineRoute')],
  [/^\/lich$/, () => import('../features/booking/TimelinePage')],
  [/^\/tim-gio$/, () => import('../features/booking/TimeFirstPage')],
  [/^\/cua-toi$/, () => import('../features/reservations/MyReservationsPage')],
];

/** Begins to fetch; what does not come is asked for again, and told, by the router. */
export function fetchPage(path: string): void {
  const page = PAGES.find(([pattern]) => pattern.test(path));
  page?.[1]().catch(() => undefined);
}
