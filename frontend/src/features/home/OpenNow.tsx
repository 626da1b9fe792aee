import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../../api/queries';
import { StatusBadge } from '../../ui/Status';

/** In one line: is anything open? */
export function OpenNow() {
  const { t } = useTranslation('home');
  const { data } = useQuery(sitesQuery);
  if (!data) return null;
  const open = data.filter((site) => site.open_now).length;
  return (
    <StatusBadge tone={open > 0 ? 'free' : 'closed'}>
      {open > 0 ? t('sites.open', { count: open }) : t('sites.none_open')}
    </StatusBadge>
  );
}
