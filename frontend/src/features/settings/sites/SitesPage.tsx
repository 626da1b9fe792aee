/** All sites, with those that are out of use at the end. */
import { Skeleton } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/session';
import { useWords } from '../../../i18n/useWords';
import { EmptyState } from '../../../ui/EmptyState';
import { ExportMenu } from '../../../ui/ExportMenu';
import { LinkButton } from '../../../ui/LinkButton';
import { runsSite } from '../../../ui/ownSites';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SettingsPage } from '../../../ui/SettingsPage';
import { StatusBadge } from '../../../ui/Status';
import { allSitesQuery } from '../queries';
import classes from '../settings.module.css';

export default function SitesPage(): JSX.Element {
  const { t } = useTranslation('sites');
  const words = useWords();
  const me = useMe();
  const { data: all, error } = useQuery(allSitesQuery);
  const data = all?.filter((site) => runsSite(me, site));
  const sites = [...(data ?? [])].sort(
    (a, b) => Number(Boolean(a.retired_at)) - Number(Boolean(b.retired_at)),
  );
  const add = (
    <LinkButton
      to="/cai-dat/dia-diem/$id"
      params={{ id: 'moi' }}
      size="md"
      leftSection={<IconPlus size={18} aria-hidden />}
    >
      {t('add')}
    </LinkButton>
  );
  return (
    <SettingsPage
      title={t('title')}
      intro={t('intro')}
      actions={
        <>
          <ExportMenu list="sites" />
          {add}
        </>
      }
    >
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={180} radius={12} aria-hidden />}
      {data?.length === 0 && (
        <EmptyState title={t('none')} action={add}>
          {t('none_text')}
        </EmptyState>
      )}
      {sites.length > 0 && (
        <ul className={classes.list}>
          {sites.map((site) => (
            <li key={site.id}>
              <Link to="/cai-dat/dia-diem/$id" params={{ id: site.id }} className={classes.row}>
                <IconBuilding size={22} stroke={1.5} aria-hidden />
                <span className={classes.what}>
                  <span className={classes.name}>{words(site.name)}</span>
                  <span className={classes.quiet}>{site.address}</span>
                </span>
                <span className={classes.aside}>
                  {site.retired_at ? (
                    <StatusBadge tone="closed">{t('retired')}</StatusBadge>
                  ) : site.hours.length === 0 ? (
                    <StatusBadge tone="pending">{t('no_hours')}</StatusBadge>
                  ) : (
                    t(`kind.${site.kind}`)
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </SettingsPage>
  );
}
