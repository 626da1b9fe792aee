import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, Words } from '../../../api/contract';
import { matches } from '../../../i18n/search';
import { useWords } from '../../../i18n/useWords';
import { Panel } from '../../../ui/Panel';
import { WordsField } from '../../../ui/WordsField';
import { allSitesQuery, organisationsOf } from '../queries';
import { coordinates, pointText } from './coordinates';
import classes from '../settings.module.css';

const KINDS = ['fablab', 'lab', 'incubator', 'centre', 'mobile'] as const;

/** A site in the shape of the request. */
export interface SiteValues {
  name: Words;
  description: Words;
  kind: Site['kind'];
  organisation_id: string | null;
  address: string;
  latitude: number | null;
  longitude: number | null;
  zone: string;
  contact: string | null;
}

export const siteValues = (site: Site): SiteValues => ({
  name: site.name,
  description: site.description,
  kind: site.kind,
  organisation_id: site.organisation?.id ?? null,
  address: site.address,
  latitude: site.latitude,
  longitude: site.longitude,
  zone: site.zone,
  contact: site.contact,
});

export const emptySite = (zone: string): SiteValues => ({
  name: { vi: '', en: '' },
  description: { vi: '', en: '' },
  kind: 'fablab',
  organisation_id: null,
  address: '',
  latitude: null,
  longitude: null,
  zone,
  contact: null,
});

interface Props {
  values: SiteValues;
  onChange: (change: Partial<SiteValues>) => void;
  errors: Record<string, string>;
}

export function SiteFields({ values, onChange, errors }: Props) {
  const { t } = useTranslation('sites');
  const { t: common } = useTranslation();
  const words = useWords();
  const organisations = organisationsOf(useQuery(allSitesQuery).data ?? []);
  return (
    <Panel title={t('about')}>
      <div className={classes.fields}>
        <WordsField
          label={t('name')}
          path="name"
          required
          value={values.name}
          errors={errors}
          onChange={(name) => onChange({ name })}
        />
        <WordsField
          label={t('description')}
          path="description"
          long
          value={values.description}
          errors={errors}
          onChange={(description) => onChange({ description })}
        />
        <div className={classes.grid}>
          <Select
            label={t('kind_label')}
            data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
            value={values.kind}
            allowDeselect={false}
            onChange={(kind) => onChange({ kind: KINDS.find((each) => each === kind) ?? 'fablab' })}
          />
          <Select
            label={t('organisation')}
            placeholder={t('no_organisation')}
            data={organisations.map(({ id, name }) => ({ value: id, label: words(name) }))}
            value={values.organisation_id}
            error={errors['organisation_id']}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': common('action.clear_field') }}
            filter={({ options, search }) =>
              options.filter((option) => 'value' in option && matches(option.label, search))
            }
            onChange={(organisation_id) => onChange({ organisation_id })}
          />
        </div>
        <div className={classes.grid}>
          <TextInput
            label={t('address')}
            required
            value={values.address}
            error={errors['address']}
            maxLength={300}
            onChange={(event) => onChange({ address: event.currentTarget.value })}
          />
          <TextInput
            label={t('contact')}
            description={t('contact_note')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={values.contact ?? ''}
            error={errors['contact']}
            maxLength={300}
            onChange={(event) => onChange({ contact: event.currentTarget.value || null })}
          />
        </div>
        <div className={classes.grid}>
          <PointField values={values} onChange={onChange} errors={errors} />
          <Select
            label={t('zone')}
            data={zones(values.zone)}
            value={values.zone}
            error={errors['zone']}
            searchable
            allowDeselect={false}
            limit={50}
            onChange={(zone) => zone && onChange({ zone })}
          />
        </div>
      </div>
    </Panel>
  );
}

/** Where it stands: two numbers as maps give them, or the link of a map. */
function PointField({ values, onChange, errors }: Props) {
  const { t } = useTranslation('sites');
  const shown = pointText(values.latitude, values.longitude);
  const [text, setText] = useState(shown);
  const [typed, setTyped] = useState(false);
  const wrong = typed && text.trim() !== '' && !coordinates(text);
  return (
    <TextInput
      label={t('point')}
      description={t('point_note')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder="10.2434, 106.3757"
      value={typed ? text : shown}
      error={wrong ? t('point_wrong') : (errors['latitude'] ?? errors['longitude'])}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        setTyped(true);
        const point = coordinates(next);
        if (point || next.trim() === '') onChange(point ?? { latitude: null, longitude: null });
      }}
      onBlur={() => {
        if (coordinates(text) || text.trim() === '') setTyped(false);
      }}
    />
  );
}

function zones(own: string): string[] {
  return [...new Set([own, 'Asia/Ho_Chi_Minh', ...Intl.supportedValuesOf('timeZone')])];
}
