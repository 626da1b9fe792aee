import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MOST_ROWS, PAGE_ROWS } from '../../timeline/asked';
import { useFormats } from '../../i18n/format';
import classes from './TimelinePage.module.css';

interface Props {
  shown: number;
  total: number;
  loading?: boolean;
  /** without it only the count is said */
  onMore?: () => void;
}

/** "200 of 350 machines" where not all of them are on the page, and the next ones. */
export function MoreRows({ shown, total, loading, onMore }: Props) {
  const { t } = useTranslation('booking');
  const { number } = useFormats();
  if (shown >= total) return null;
  const next = Math.min(PAGE_ROWS, total - shown, MOST_ROWS - shown);
  return (
    <div className={classes.more}>
      <p>{t('more.shown', { shown: number(shown), total: number(total) })}</p>
      {onMore && next > 0 && (
        <Button variant="default" loading={loading} onClick={onMore}>
          {t('more.load', { next: number(next) })}
        </Button>
      )}
    </div>
  );
}
