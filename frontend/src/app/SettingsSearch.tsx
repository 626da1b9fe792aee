/** One box over all settings: sections and what is set in them, found without diacritics. */
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { findSettings, sectionsOf } from './settings';
import classes from './Settings.module.css';

export function SettingsSearch() {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const me = useMe();
  const [question, setQuestion] = useState('');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = findSettings(sectionsOf(me), question);
  const go = (index: string) => {
    const hit = found[Number(index)];
    combobox.closeDropdown();
    setQuestion('');
    if (hit) void navigate({ to: hit.section.to });
  };
  return (
    <search>
      <Combobox store={combobox} onOptionSubmit={go}>
        <Combobox.Target>
          <TextInput
            aria-label={t('search.label')}
            placeholder={t('search.label')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={question}
            autoComplete="off"
            onFocus={() => question && combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onChange={(event) => {
              setQuestion(event.currentTarget.value);
              combobox.openDropdown();
              combobox.selectFirstOption();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={question.trim() === ''}>
          <Combobox.Options aria-label={t('search.label')} mah={360} className={classes.hits}>
            {found.map(({ section, label }, index) => (
              <Combobox.Option key={`${section.key} ${label}`} value={String(index)}>
                <span className={classes.hit}>
                  <span>{label}</span>
                  {label !== t(`section.${section.key}.title`) && (
                    <span className={classes.where}>{t(`section.${section.key}.title`)}</span>
                  )}
                </span>
              </Combobox.Option>
            ))}
            {found.length === 0 && <Combobox.Empty>{t('search.empty')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </search>
  );
}
