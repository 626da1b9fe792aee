/** A local date, yyyy-MM-dd, as people read it here: 01/01/2027. */
export function dayText(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}
