import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SearchField } from './SearchField';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page whose address follows the field after `delay` milliseconds, with a way to clear it. */
function Page({ delay }: { delay: number }) {
  const [asked, setAsked] = useState<string | undefined>();
  return (
    <MantineProvider>
      <SearchField label="name" value={asked} onChange={(q) => void setTimeout(() => setAsked(q), delay)} />
      <button onClick={() => setAsked(undefined)}>clear</button>
      <output>{asked ?? 'all'}</output>
    </MantineProvider>
  );
}

const field = () => screen.getByLabelText<HTMLInputElement>('name');
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const wait = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));
const asked = () => screen.getByRole('status').textContent;

it('keeps field, focus and letters while the address follows', () => {
  render(<Page delay={300} />);
  const first = field();
  first.focus();
  type('la');
  wait(250);
  type('laser');
  wait(250); // the address says "la" now
  expect([asked(), field().value]).toEqual(['la', 'laser']);
  wait(500);
  expect([asked(), field().value]).toEqual(['laser', 'laser']);
  expect([field(), document.activeElement]).toEqual([first, first]);
});

it('asks when the typing pauses, and for everything when it is empty', () => {
  render(<Page delay={0} />);
  for (const text of ['l', 'la', 'las']) type(text);
  expect(asked()).toBe('all');
  wait(250);
  expect(asked()).toBe('las');
  type('  ');
  wait(250);
  expect(asked()).toBe('all');
});

it('is empty after the filter was cleared elsewhere', () => {
  render(<Page delay={0} />);
  type('zzz');
  wait(250);
  fireEvent.click(screen.getByText('clear'));
  expect([asked(), field().value]).toEqual(['all', '']);
});
