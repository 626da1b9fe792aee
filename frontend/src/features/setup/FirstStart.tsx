/**
 * An empty installation: whoever follows the link that the server printed makes its region, organisation,
 * site and administrator, and goes on to the presets. Needs nothing from the server, not even a region.
 */
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES } from '../../i18n';
import { useLanguage } from '../../i18n/useWords';
import { SetupForm } from './SetupForm';
import classes from './setup.module.css';

export default function FirstStart() {
  const { t } = useTranslation('setup');
  const language = useLanguage();
  // Behind the #, so that no server ever logs it.
  const secret = window.location.hash.slice(1);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  return (
    <div className={classes.page}>
      <div className={classes.languages}>
        {LANGUAGES.map((each) => (
          <Button
            key={each}
            lang={each}
            size="compact-md"
            variant={each === language ? 'light' : 'subtle'}
            aria-pressed={each === language}
            onClick={() => void chooseLanguage(each)}
          >
            {each === 'vi' ? 'Tiếng Việt' : 'English'}
          </Button>
        ))}
      </div>
      <div>
        <h1 id="page-title" tabIndex={-1} className={classes.title}>
          {t('title')}
        </h1>
        <p className={classes.lead}>{t(secret ? 'lead' : 'no_link')}</p>
      </div>
      {secret && <SetupForm secret={secret} />}
    </div>
  );
}
