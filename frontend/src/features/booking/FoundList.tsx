import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CategoryIcon } from '../../ui/CategoryIcon';
import { HourlyPrice } from '../../ui/Values';
import { useGridWords } from '../../timeline/useGridWords';
import classes from './TimeFirstPage.module.css';
import type { Found, FoundSite } from './useTimeFirst';

interface Props {
  groups: FoundSite[];
  onChoose: (found: Found) => void;
  /** near misses do not compete with what fits */
  quiet?: boolean;
}

/** Machines by site, each with the time that can be booked in one press. */
export function FoundList({ groups, onChoose, quiet }: Props) {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  return groups.map((group) => (
    <section key={group.key} className={classes.site}>
      <h3 className={classes.siteName}>{words.words(group.site?.name)}</h3>
      <ul className={classes.list}>
        {group.found.map((found) => {
          const span = words.span(found.span);
          const need = found.card?.qualification;
          return (
            <li key={found.id} className={classes.item}>
              {found.card && <CategoryIcon icon={found.card.category.icon} />}
              <div className={classes.what}>
                <Link to="/may/$id" params={{ id: found.id }}>
                  {found.name}
                </Link>
                <p className={classes.quiet}>
                  <HourlyPrice value={found.card?.price_per_hour ?? null} />
                  {need &&
                    need.held !== true &&
                    ` · ${t('time_first.needs', { name: words.words(need.name) })}`}
                </p>
              </div>
              <Button
                variant={quiet ? 'default' : 'filled'}
                className={classes.book}
                aria-label={t('time_first.book_name', { span, name: found.name })}
                onClick={() => onChoose(found)}
              >
                {t('time_first.book', { span })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  ));
}
