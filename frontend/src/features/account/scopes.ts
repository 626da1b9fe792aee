import type { TFunction } from 'i18next';

/** What a permission allows, in words; one that has none yet keeps its name. */
export function scopeText(t: TFunction<'account'>, permission: string): string {
  const key = permission.replace(':', '_');
  return t(`scope.${key}` as 'scope.reservations_read', { defaultValue: permission });
}
