import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { Founded } from '../../api/contract';
import { useLanguage } from '../../i18n/useWords';
import { fieldErrors } from '../../ui/fieldErrors';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './setup.module.css';

const SECTORS = ['academia', 'state', 'enterprise', 'community'] as const;
const KINDS = ['fablab', 'incubator', 'lab', 'centre', 'mobile'] as const;
const EMPTY = {
  region: '',
  region_en: '',
  zone: 'Asia/Ho_Chi_Minh',
  country: 'VN',
  currency: 'VND',
  organisation: '',
  organisation_en: '',
  sector: 'academia',
  site: '',
  site_en: '',
  site_kind: 'fablab',
  address: '',
  full_name: '',
  email: '',
  password: '',
};
// Browsers know Vietnam's zone by its old name.
const ZONES = [
  EMPTY.zone,
  ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== EMPTY.zone && zone !== 'Asia/Saigon'),
];
// Regions that are no country.
const NOT_COUNTRIES = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];
type Values = typeof EMPTY;

/** Every country that the browser has a name for, by name; withdrawn codes stand for another. */
function countries(language: string) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !NOT_COUNTRIES.includes(code))
    .filter((code) => new Intl.Locale(`und-${code}`).region === code)
    .flatMap((value) => {
      const label = names.of(value);
      return label ? [{ value, label }] : [];
    })
    .sort((a, b) => a.label.localeCompare(b.label, language));
}

/** The server's names of what stands in one field here. */
const FIELDS: Record<string, keyof Values> = {
  region_name: 'region',
  organisation_name: 'organisation',
  site_name: 'site',
};

function useSetup(secret: string) {
  const { t } = useTranslation('setup');
  const locale = useLanguage();
  const wanted = (text: string) => (text.trim() ? null : t('missing'));
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      region: wanted,
      organisation: wanted,
      site: wanted,
      full_name: wanted,
      email: (text) => (/^\S+@\S+$/.test(text.trim()) ? null : t('email_missing')),
      password: wanted,
    },
  });
  const found = useMutation({
    mutationFn: async ({
      region,
      region_en,
      organisation,
      organisation_en,
      site,
      site_en,
      ...rest
    }: Values) => {
      const made = await post<Founded>('/api/setup', {
        ...rest,
        token: secret,
        locale,
        region_name: { vi: region, en: region_en },
        organisation_name: { vi: organisation, en: organisation_en },
        site_name: { vi: site, en: site_en },
      });
      await post('/api/session', { email: made.email, password: rest.password });
      return made;
    },
    // Loaded anew: everything that was asked before knew of no region.
    onSuccess: (made) => window.location.assign(`/cai-dat/bo-mau?site=${made.site_slug}`),
    onError: (error) =>
      form.setErrors(
        Object.fromEntries(
          Object.entries(fieldErrors(error)).map(([field, said]) => [FIELDS[field] ?? field, said]),
        ),
      ),
  });
  return { form, found };
}

export function SetupForm({ secret }: { secret: string }) {
  const { t } = useTranslation('setup');
  const { form, found } = useSetup(secret);
  const language = useLanguage();
  const known = useMemo(() => countries(language), [language]);
  const done = found.isPending || found.isSuccess;
  const text = (name: keyof Values, more: object = {}) => (
    <TextInput label={t(`field.${name}`)} size="md" {...more} {...form.getInputProps(name)} />
  );
  return (
    <form onSubmit={form.onSubmit((values) => found.mutate(values))} className={classes.form} noValidate>
      <fieldset className={classes.part}>
        <legend>{t('part.region')}</legend>
        <div className={classes.pair}>
          {text('region', { description: t('note.region') })}
          {text('region_en', { description: t('note.english') })}
        </div>
        <Choice
          label={t('field.country')}
          description={t('note.country')}
          data={known}
          {...form.getInputProps('country')}
        />
        <div className={classes.pair}>
          <Choice label={t('field.zone')} data={ZONES} {...form.getInputProps('zone')} />
          <Choice
            label={t('field.currency')}
            data={Intl.supportedValuesOf('currency')}
            {...form.getInputProps('currency')}
          />
        </div>
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t('part.organisation')}</legend>
        <div className={classes.pair}>
          {text('organisation')}
          {text('organisation_en', { description: undefined })}
        </div>
        <Select
          label={t('field.sector')}
          size="md"
          allowDeselect={false}
          data={SECTORS.map((value) => ({ value, label: t(`sector.${value}`) }))}
          {...form.getInputProps('sector')}
        />
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t('part.site')}</legend>
        <div className={classes.pair}>
          {text('site')}
          {text('site_en')}
        </div>
        <Select
          label={t('field.site_kind')}
          size="md"
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          {...form.getInputProps('site_kind')}
        />
        {text('address', { description: t('note.address') })}
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t('part.admin')}</legend>
        {text('full_name', { autoComplete: 'name' })}
        {text('email', { type: 'email', autoComplete: 'username', inputMode: 'email' })}
        <PasswordInput
          label={t('field.password')}
          description={t('note.password')}
          autoComplete="new-password"
          size="md"
          visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
          {...form.getInputProps('password')}
        />
      </fieldset>
      {Object.keys(fieldErrors(found.error)).length === 0 && <ProblemAlert error={found.error} />}
      <Button type="submit" size="md" loading={done}>
        {t('submit')}
      </Button>
    </form>
  );
}

/** One of hundreds, found by typing. */
function Choice({
  label,
  data,
  ...rest
}: {
  label: string;
  description?: string;
  data: (string | { value: string; label: string })[];
}) {
  return <Select label={label} size="md" data={data} searchable limit={60} allowDeselect={false} {...rest} />;
}
