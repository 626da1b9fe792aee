/** Photos: where they are read, and which files may become one. */

/** What the server takes; told to iPhones, which then send JPEG instead of what they keep. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp';
const MOST_BYTES = 10 * 2 ** 20;

/** Addresses of other places come from imported lists; the content security policy shows none of them. */
export const ownPhoto = (url: string | null): string | null => (url && /^\/(?!\/)/.test(url) ? url : null);

/** The rendition for lists and cards, of photos that this server keeps. */
export const smallPhoto = (url: string): string => (/^\/(media|api)\//.test(url) ? `${url}/small` : url);

export type PhotoFault = 'too_large' | 'heic' | 'no_picture';

/** Why a file can't become a photo, as far as that is seen without opening it. */
export function faultOf(file: File): PhotoFault | null {
  if (file.size > MOST_BYTES) return 'too_large';
  if (/^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name)) return 'heic';
  return file.type === '' || ACCEPTED.split(',').includes(file.type) ? null : 'no_picture';
}
