const collator = new Intl.Collator('vi', { numeric: true });

/** Vietnamese order, numbers by their value: "Máy 2" before "Máy 10". */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
