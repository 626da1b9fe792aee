/** Address of a machine's page. */
export function machineHref(id: string): string {
  return `/may/${encodeURIComponent(id)}`;
}
