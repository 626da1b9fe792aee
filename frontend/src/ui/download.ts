/** Files from the server, kept under the name that it gives them. */
import { requestFile, type Options } from '../api/client';

/** Fetches a file and hands it to the browser; throws what `request` throws. */
export async function save(method: 'GET' | 'POST', path: string, options: Options = {}): Promise<void> {
  const { blob, name } = await requestFile(method, path, options);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
