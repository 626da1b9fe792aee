let collator: Intl.Collator | undefined;

/** Vietnamese order, numbers by their value: "Máy 2" before "Máy 10". */
export function compareNames(a: string, b: string): number {
  collator ??= new Intl.Collator('vi', { numeric: true });
  return collator.compare(a, b);
}
