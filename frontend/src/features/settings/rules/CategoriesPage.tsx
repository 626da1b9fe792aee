/** All categories with what their rules allow. */
import { Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../../api/queries';
import { useWords } from '../../../i18n/useWords';
import { CategoryIcon } from '../../../ui/CategoryIcon';
import { EmptyState } from '../../../ui/EmptyState';
import { ExportMenu } from '../../../ui/ExportMenu';
import { LinkButton } from '../../../ui/LinkButton';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SettingsPage } from '../../../ui/SettingsPage';
import { categoryQuery } from '../queries';
import { useRuleWords } from './useRuleWords';
import classes from '../settings.module.css';

export default function CategoriesPage(): JSX.Element {
  const { t } = useTranslation('rules');
  const words = useWords();
  const { summary } = useRuleWords();
  const { data, error } = useQuery(categoriesQuery);
  const details = useQueries({ queries: (data ?? []).map(({ id }) => categoryQuery(id)) });
  const add = (
    <LinkButton
      to="/cai-dat/danh-muc/$id"
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
          <ExportMenu list="categories" />
          {add}
        </>
      }
    >
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={240} radius={12} aria-hidden />}
      {data?.length === 0 && (
        <EmptyState title={t('none_yet')} action={add}>
          {t('none_yet_text')}
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className={classes.list}>
          {data.map((category, index) => {
            const rules = details[index]?.data?.rules;
            return (
              <li key={category.id}>
                <Link to="/cai-dat/danh-muc/$id" params={{ id: category.id }} className={classes.row}>
                  <CategoryIcon icon={category.icon} size={24} />
                  <span className={classes.what}>
                    <span className={classes.name}>{words(category.name)}</span>
                    <span className={classes.quiet}>{rules ? summary(rules) : '…'}</span>
                  </span>
                  <span className={classes.aside}>{t('machines', { count: category.machine_count })}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </SettingsPage>
  );
}
