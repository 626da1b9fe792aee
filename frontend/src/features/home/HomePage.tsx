/** The living place: what is open, what is free, the days ahead and how to begin. */
import { useTranslation } from 'react-i18next';
import { useMe, useRegion } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { PageTitle } from '../../ui/PageTitle';
import { FreeMachines } from './FreeMachines';
import { FirstSteps } from './FirstSteps';
import { NextReservation } from './NextReservation';
import { OpenNow } from './OpenNow';
import { SitesThisWeek } from './SitesThisWeek';
import classes from './HomePage.module.css';

export default function HomePage() {
  const { t } = useTranslation('home');
  const words = useWords();
  const region = useRegion();
  const me = useMe();
  return (
    <div className={classes.page}>
      <PageTitle aside={<OpenNow />} lead={words(region.tagline) || t('lead')}>
        {words(region.name)}
      </PageTitle>
      {me && <NextReservation />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <FreeMachines />
          <FirstSteps signedIn={me !== null} />
        </div>
        <SitesThisWeek />
      </div>
    </div>
  );
}
