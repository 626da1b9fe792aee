/** Coordinates as people have them: "10.2434, 106.3757", 10,2434; 106,3757, or the link of a map. */

export interface Point {
  latitude: number;
  longitude: number;
}

const DECIMAL = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
/** How the links of Google Maps and OpenStreetMap carry a place, the pin before the middle of the picture. */
const LINKS = [
  new RegExp(`!3d${DECIMAL}!4d${DECIMAL}`),
  new RegExp(`[?&](?:q|query|ll)=${DECIMAL},\\s*${DECIMAL}`),
  new RegExp(`mlat=${DECIMAL}&mlon=${DECIMAL}`),
  new RegExp(`@${DECIMAL},${DECIMAL}`),
  new RegExp(`#map=\\d+/${DECIMAL}/${DECIMAL}`),
];
const PAIR = new RegExp(`^${DECIMAL}\\s*[,;\\s]\\s*${DECIMAL}$`);
const COMMA_PAIR = /^(-?\d{1,3},\d+)\s*[;\s]\s*(-?\d{1,3},\d+)$/;

/** The point a text means; null where it means none. */
export function coordinates(text: string): Point | null {
  const given = text.trim();
  const isLink = /^https?:/.test(given);
  const found = isLink
    ? LINKS.map((form) => form.exec(decodeURIComponent(given))).find(Boolean)
    : (PAIR.exec(given) ?? COMMA_PAIR.exec(given));
  if (!found) return null;
  const [latitude, longitude] = [found[1], found[2]].map((part) => Number((part ?? '').replace(',', '.')));
  if (latitude === undefined || longitude === undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

export function pointText(latitude: number | null, longitude: number | null): string {
  return latitude === null || longitude === null ? '' : `${latitude}, ${longitude}`;
}
