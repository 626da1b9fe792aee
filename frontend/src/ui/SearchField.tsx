import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

const PAUSE = 200; // milliseconds without typing

interface Props extends Pick<TextInputProps, 'label' | 'placeholder' | 'className'> {
  /** what is asked for; usually the address says it */
  value: string | undefined;
  /** when the typing pauses; nothing where the field is empty */
  onChange: (text: string | undefined) => void;
}

/** Words to search for: types freely, and follows where they are changed by something else. */
export function SearchField({ value = '', onChange, ...input }: Props) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // What was said and has not come back yet: the address may be a few letters behind.
  const [said, setSaid] = useState<readonly string[]>([]);
  if (value !== seen) {
    const own = said.lastIndexOf(value);
    setSeen(value);
    setSaid(said.slice(own === -1 ? said.length : own + 1));
    if (own === -1) setText(value);
  }
  const later = useDebouncedCallback((typed: string) => {
    setSaid((before) => [...before, typed]);
    onChange(typed || undefined);
  }, PAUSE);
  return (
    <TextInput
      type="search"
      leftSection={<IconSearch size={18} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
      {...input}
    />
  );
}
