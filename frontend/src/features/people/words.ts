import { useTranslation } from 'react-i18next';
import type { GrantedRole, Role } from '../../api/people';
import type { Words } from '../../api/contract';
import { useWords } from '../../i18n/useWords';

interface Held {
  role: Role;
  scope_name: Words | null;
}

/** A role with the place where it is held, in one phrase. */
export function useRoleText(): (held: Held | GrantedRole) => string {
  const { t } = useTranslation('people');
  const words = useWords();
  return ({ role, scope_name }) =>
    t('invite.role_at', {
      role: t(`role.${role}`),
      place: scope_name ? words(scope_name) : t('roles.unknown_place'),
    });
}
