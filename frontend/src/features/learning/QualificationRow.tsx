import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Qualification } from '../../api/contract';
import { categoriesQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { LinkButton } from '../../ui/LinkButton';
import { StatusBadge } from '../../ui/Status';
import classes from './learning.module.css';

interface Props {
  qualification: Qualification;
  held: boolean;
}

/** One qualification: what it opens, how long it lasts, how to get it. */
export function QualificationRow({ qualification, held }: Props) {
  const { t } = useTranslation('learning');
  const words = useWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  const opens = categories.filter((category) => qualification.categories.includes(category.slug));
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <h3 className={classes.name}>{words(qualification.name)}</h3>
        <p className={classes.text}>{words(qualification.description)}</p>
        <p className={classes.note}>
          {qualification.valid_days
            ? t('all.valid_days', { count: qualification.valid_days })
            : t('all.no_end')}
          {opens.map((category) => (
            <span key={category.id}>
              {' · '}
              <Link to="/may" search={{ category: category.slug }}>
                {words(category.name)}
              </Link>
            </span>
          ))}
        </p>
      </div>
      <NextStep qualification={qualification} held={held} />
    </li>
  );
}

function NextStep({ qualification, held }: Props) {
  const { t } = useTranslation('learning');
  const words = useWords();
  const me = useMe();
  const name = words(qualification.name);
  if (held) return <StatusBadge tone="free">{t('all.held')}</StatusBadge>;
  if (!qualification.quiz_id) return <p className={classes.staff}>{t('all.from_staff')}</p>;
  const quiz = { id: qualification.quiz_id };
  if (!me) {
    return (
      <LinkButton
        to="/dang-nhap"
        search={{ back: `/trac-nghiem/${quiz.id}` }}
        variant="default"
        aria-label={t('all.quiz_sign_in_of', { name })}
      >
        {t('all.quiz_sign_in')}
      </LinkButton>
    );
  }
  return (
    <LinkButton to="/trac-nghiem/$id" params={quiz} aria-label={t('all.quiz_of', { name })}>
      {t('all.quiz')}
    </LinkButton>
  );
}
