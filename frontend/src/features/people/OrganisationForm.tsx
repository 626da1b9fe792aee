/** What is said of an organisation, edited under the version one has read. */
import { Button, Radio, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { SECTORS, type Organisation } from '../../api/people';
import { Difference } from '../../ui/Difference';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { useVersioned } from '../../ui/useVersioned';
import classes from './people.module.css';

type Values = Pick<Organisation, 'name' | 'sector' | 'domains' | 'domain_joining' | 'website'>;

const values = ({ name, sector, domains, domain_joining, website }: Organisation): Values => ({
  name,
  sector,
  domains,
  domain_joining,
  website,
});

export function OrganisationForm({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('people');
  // A new version is a new form: what was typed is saved in it.
  return (
    <Panel title={t('organisation.details')}>
      <Form key={organisation.version} organisation={organisation} />
    </Panel>
  );
}

function Form({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const region = organisation.may.includes('region');
  const form = useForm<Values>({ initialValues: values(organisation) });
  const edit = useVersioned<Organisation, Values>({
    path: `/api/organisations/${organisation.id}`,
    values,
    invalidate: [['organisations'], ['audit']],
  });
  const errors = fieldErrors(edit.error);
  const domainErrors = Object.entries(errors).flatMap(([field, text]) =>
    field.startsWith('domains') ? [text] : [],
  );
  return (
    <>
      <form
        className={`${classes.form} ${classes.inset}`}
        onSubmit={form.onSubmit((next) =>
          edit.save(organisation, { ...next, website: next.website?.trim() || null }),
        )}
        noValidate
      >
        <TextInput
          label={t('organisation.name_vi')}
          {...form.getInputProps('name.vi')}
          error={errors['name.vi']}
        />
        <TextInput
          label={t('organisation.name_en')}
          {...form.getInputProps('name.en')}
          error={errors['name.en']}
        />
        <TextInput
          label={t('organisation.website')}
          type="url"
          placeholder="https://"
          {...form.getInputProps('website')}
          value={form.values.website ?? ''}
          error={errors.website}
        />
        <Select
          label={t('organisation.sector')}
          data={SECTORS.map((sector) => ({ value: sector, label: t(`sector.${sector}`) }))}
          allowDeselect={false}
          disabled={!region}
          {...form.getInputProps('sector')}
        />
        <TagsInput
          label={t('organisation.domains')}
          description={t(region ? 'organisation.domains_note' : 'organisation.domains_region')}
          disabled={!region}
          acceptValueOnBlur
          {...form.getInputProps('domains')}
          error={domainErrors.length > 0 ? [...new Set(domainErrors)].join(' ') : null}
        />
        <Radio.Group label={t('organisation.domain_joining')} {...form.getInputProps('domain_joining')}>
          <Stack gap={8} mt={6}>
            <Radio value="at_once" label={t('organisation.at_once')} />
            <Radio value="approval" label={t('organisation.approval')} />
          </Stack>
        </Radio.Group>
        {Object.keys(errors).length === 0 && <ProblemAlert error={edit.error} />}
        <div className={classes.actions}>
          <Button type="submit" size="md" disabled={!form.isDirty()} loading={edit.isPending}>
            {common('action.save')}
          </Button>
        </div>
      </form>
      <Difference
        clash={edit.clash}
        label={(field) => t(field === 'name' ? 'organisation.name_vi' : `organisation.${field}`)}
        show={(field, value) => <Shown field={field} value={value} />}
        onMerge={edit.merge}
        onClose={edit.dismiss}
        busy={edit.isPending}
        error={edit.error}
      />
    </>
  );
}

function Shown({ field, value }: { field: keyof Values; value: unknown }) {
  const { t } = useTranslation('people');
  if (field === 'name') {
    const { vi, en } = value as Values['name'];
    return vi === en ? vi : `${vi} / ${en}`;
  }
  if (field === 'domains') return (value as string[]).join(', ') || t('organisation.no_domains');
  if (field === 'sector') return t(`sector.${value as Values['sector']}`);
  if (field === 'domain_joining') return t(`organisation.${value as Values['domain_joining']}`);
  return (value as string | null) ?? '–';
}
