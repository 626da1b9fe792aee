/** One child: who it is, what was consented to, who answers for it, and what can be done with its data. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client';
import { childrenQuery, type Child } from '../../api/family';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { save } from '../../ui/download';
import { ChildDialog } from './ChildDialog';
import { Consents } from './Consents';
import { Enrolments } from './Enrolments';
import { Guardians } from './Guardians';
import classes from './family.module.css';

export function ChildPanel({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const [editing, setEditing] = useState(false);
  return (
    <Panel
      title={child.full_name}
      aside={
        <Button
          variant="subtle"
          onClick={() => setEditing(true)}
          aria-label={t('edit.named', { name: child.full_name })}
        >
          {t('edit.open')}
        </Button>
      }
    >
      <Facts child={child} />
      <Enrolments person={child.id} name={child.full_name} />
      <Consents child={child} />
      <Guardians child={child} />
      <Data child={child} />
      {editing && <ChildDialog child={child} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function Facts({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const format = useFormats();
  const words = useWords();
  const born = format.date(`${child.birth_date}T12:00:00Z`);
  return (
    <p className={classes.facts}>
      {[
        t('child.born', { date: born, count: child.age }),
        child.grade === null
          ? null
          : child.grade === 0
            ? t('kindergarten')
            : t('grade', { grade: child.grade }),
        child.school && words(child.school.name),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}

/** Taking along all that is kept, and having it erased. */
function Data({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const queries = useQueryClient();
  const [erasing, setErasing] = useState(false);
  const keep = useMutation({ mutationFn: () => save('GET', `/api/children/${child.id}/export`) });
  const erase = useMutation({
    mutationFn: () => remove(`/api/children/${child.id}`),
    onSuccess: async () => {
      setErasing(false);
      await queries.invalidateQueries({ queryKey: childrenQuery.queryKey });
    },
  });
  const name = child.full_name;
  return (
    <div className={classes.foot}>
      <Button
        variant="default"
        loading={keep.isPending}
        onClick={() => keep.mutate()}
        aria-label={t('data.export_named', { name })}
      >
        {t('data.export')}
      </Button>
      <Button
        variant="subtle"
        color="var(--fault)"
        onClick={() => setErasing(true)}
        aria-label={t('data.erase_named', { name })}
      >
        {t('data.erase')}
      </Button>
      <ProblemAlert error={keep.error} />
      <ConfirmDialog
        opened={erasing}
        danger
        title={t('data.erase_title', { name })}
        consequence={
          <ul className={classes.consequences}>
            <li>{t('data.erase_classes')}</li>
            <li>{t('data.erase_details')}</li>
            <li>{t('data.erase_kept')}</li>
          </ul>
        }
        confirm={t('data.erase_confirm')}
        keep={t('data.erase_keep')}
        busy={erase.isPending}
        error={erase.error}
        onConfirm={() => erase.mutate()}
        onClose={() => setErasing(false)}
      />
    </div>
  );
}
