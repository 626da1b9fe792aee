/** Text without diacritics, case or đ, for searching: "Máy cắt laser" is found by "may cat". */
export function searchKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** True when every word of the question occurs in the text. */
export function matches(text: string, question: string): boolean {
  const key = searchKey(text);
  return searchKey(question)
    .split(' ')
    .every((word) => key.includes(word));
}
