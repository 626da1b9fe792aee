/** What is against a rule, or against one of its entries. */
export function errorOf(errors: Record<string, string>, name: string): string | undefined {
  const found = Object.entries(errors).filter(
    ([path]) => path === `rules.${name}` || path.startsWith(`rules.${name}[`),
  );
  return found.length > 0 ? found.map(([, message]) => message).join(' ') : undefined;
}
