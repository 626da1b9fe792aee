import { useTranslation } from 'react-i18next';
import classes from './DemoPeople.module.css';

/** The same for all of them, in demo mode only. */
export const DEMO_PASSWORD = 'demo-ecosystem';
const ROLES = ['student', 'teacher', 'guardian', 'founder', 'mentor', 'lab', 'manager', 'admin'] as const;

/** One press signs in as an invented person of each role. */
export function DemoPeople({ onChoose }: { onChoose: (email: string) => void }) {
  const { t } = useTranslation('account');
  return (
    <section aria-labelledby="demo-people" className={classes.section}>
      <h2 id="demo-people" className={classes.title}>
        {t('demo.title')}
      </h2>
      <p className={classes.text}>{t('demo.text', { password: DEMO_PASSWORD })}</p>
      <ul className={classes.people}>
        {ROLES.map((role) => (
          <li key={role}>
            <button type="button" className={classes.person} onClick={() => onChoose(`${role}@demo.example`)}>
              <span className={classes.role}>{t(`demo.role.${role}`)}</span>
              <span className={classes.email}>{role}@demo.example</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
