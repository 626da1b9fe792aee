import { useTranslation } from 'react-i18next';
import type { Resource } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { HourlyPrice } from '../../ui/Values';
import classes from './MachineFacts.module.css';

/** Place, price and risk in a few lines. */
export function MachineFacts({ machine }: { machine: Resource }) {
  const { t } = useTranslation(['catalogue', 'common']);
  const words = useWords();
  const place = [words(machine.site.name), words(machine.room?.name)].filter(Boolean).join(' · ');
  return (
    <dl className={classes.facts}>
      <dt>{t('machine.place')}</dt>
      <dd>{place}</dd>
      <dt>{t('machine.price')}</dt>
      <dd>
        <HourlyPrice value={machine.price_per_hour} />
      </dd>
      <dt>{t('machine.risk')}</dt>
      <dd>
        {t(`common:risk.${machine.risk}`)}
        {machine.units > 1 && ` · ${t('machine.units', { count: machine.units })}`}
      </dd>
    </dl>
  );
}
