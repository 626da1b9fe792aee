/** The way to the rest of a list that comes in pages; nothing once all of it is there. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './people.module.css';

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function MoreRows({ list }: Props) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <div className={classes.row}>
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('action.show_more')}
      </Button>
    </div>
  );
}
