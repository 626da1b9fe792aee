import { useTranslation } from 'react-i18next';
import classes from './TimelinePage.module.css';

/** What the colours of the grid stand for; the bars carry the same words. */
export function Legend() {
  const { t } = useTranslation('timeline');
  return (
    <ul className={classes.legend} aria-label={t('legend.label')}>
      {(['mine', 'waiting', 'busy', 'in_use', 'closed'] as const).map((kind) => (
        <li key={kind} data-kind={kind}>
          {t(`legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
