import { IconCertificate, IconCircleCheck, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QualificationNeed } from '../api/contract';
import { useWords } from '../i18n/useWords';
import classes from './QualificationNote.module.css';

/** What a machine asks for, and whether the reader has it. */
export function QualificationNote({ need }: { need: QualificationNeed | null }) {
  const { t } = useTranslation();
  const words = useWords();
  if (!need) {
    return (
      <span className={classes.note}>
        <IconShieldCheck size={16} aria-hidden /> {t('qualification.none')}
      </span>
    );
  }
  const name = words(need.name);
  if (need.held) {
    return (
      <span className={classes.note} data-held>
        <IconCircleCheck size={16} aria-hidden /> {t('qualification.held', { name })}
      </span>
    );
  }
  return (
    <span className={classes.note} data-needed>
      <IconCertificate size={16} aria-hidden /> {t('qualification.needs', { name })}
    </span>
  );
}
