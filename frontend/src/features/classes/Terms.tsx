import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, Term } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { TermForm } from './TermForm';
import classes from './classes.module.css';

/** Stretches of the school year; each is changed in a drawer. */
export function Terms() {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats();
  const [edited, setEdited] = useState<Term | 'new' | null>(null);
  const query = useQuery({
    queryKey: ['terms', {}],
    queryFn: async ({ signal }) => (await get<Page<Term>>('/api/terms', undefined, signal)).items,
  });
  const add = (
    <Button size="md" onClick={() => setEdited('new')}>
      {t('term.add')}
    </Button>
  );
  return (
    <>
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={240} radius="lg" aria-hidden />}
      {query.data?.length === 0 && (
        <EmptyState title={t('term.none')} action={add}>
          {t('term.none_text')}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && (
        <Panel title={t('term.all')} aside={add}>
          <ul className={classes.list}>
            {query.data.map((one) => (
              <li key={one.id} className={classes.row}>
                <div className={classes.what}>
                  <span className={classes.title}>{words(one.name)}</span>
                  <span className={classes.quiet}>
                    {[
                      words(one.organisation?.name) || t('owner_region'),
                      ...one.breaks.map((each) =>
                        t('term.break_said', {
                          name: words(each.name),
                          from: format.date(each.starts_on),
                          to: format.date(each.ends_on),
                        }),
                      ),
                    ].join(' · ')}
                  </span>
                </div>
                <span className="figures">
                  {format.date(one.starts_on)} – {format.date(one.ends_on)}
                </span>
                {one.can_edit && (
                  <Button
                    variant="default"
                    size="md"
                    aria-label={t('term.edit_name', { name: words(one.name) })}
                    onClick={() => setEdited(one)}
                  >
                    {t('edit')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <div className={classes.inside}>
            <p className={classes.quiet}>{t('term.holidays')}</p>
            <LinkButton
              to="/cai-dat/gio-mo-cua"
              search={{ part: 'holidays' }}
              variant="default"
              size="md"
              style={{ justifySelf: 'start' }}
            >
              {t('term.see_holidays')}
            </LinkButton>
          </div>
        </Panel>
      )}
      <SideDrawer
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={t(edited === 'new' ? 'term.add' : 'term.edit')}
      >
        {edited && <TermForm term={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </SideDrawer>
    </>
  );
}
