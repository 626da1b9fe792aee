/** A link for one more device: which calendar, what the device is called; then the address, once. */
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { feedsQuery, type NewFeed, type Offer } from '../../api/feeds';
import { useLanguage, useWords } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { Ways } from './Ways';
import classes from './feeds.module.css';

export function NewFeedDialog({ offers, onClose }: { offers: Offer[]; onClose: () => void }) {
  const { t } = useTranslation(['feeds', 'common']);
  const words = useWords();
  const locale = useLanguage();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { scope: offers[0]?.scope ?? 'person', label: '' },
    validate: { label: (label) => (label.trim() ? null : t('new.label_missing')) },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      post<NewFeed>('/api/feeds', { scope: values.scope, label: values.label.trim(), locale }),
    onSuccess: () => queries.invalidateQueries({ queryKey: feedsQuery.queryKey }),
  });
  if (create.data) return <ShownOnce feed={create.data} onClose={onClose} />;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('new.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Select
          label={t('new.calendar')}
          data={offers.map((offer) => ({ value: offer.scope, label: words(offer.name) }))}
          allowDeselect={false}
          {...form.getInputProps('scope')}
        />
        <TextInput
          label={t('new.label')}
          description={t('new.label_note')}
          placeholder={t('new.label_example')}
          maxLength={80}
          data-autofocus
          {...form.getInputProps('label')}
        />
        <ProblemAlert error={create.error} />
        <Button type="submit" size="md" loading={create.isPending}>
          {t('new.make')}
        </Button>
      </form>
    </Modal>
  );
}

/** The address of a new link; nobody can read it again afterwards. */
export function ShownOnce({ feed, onClose }: { feed: NewFeed; onClose: () => void }) {
  const { t } = useTranslation(['feeds', 'common']);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('once.title', { label: feed.label })}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <p className={classes.lead}>{t('once.text')}</p>
      <Ways address={feed} own />
    </Modal>
  );
}
