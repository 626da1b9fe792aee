import { render } from '@testing-library/react';
import { IconClock } from '@tabler/icons-react';
import { memo, type CSSProperties, type ReactElement } from 'react';
import { describe, expect, it } from 'vitest';
import { draw } from './dom';

const Row = memo(function Row({ name, own }: { name: string; own: boolean }) {
  return (
    <div className="row" role="row" data-own={own || undefined} tabIndex={own ? 0 : -1}>
      <a href="/may/1?a=1&b=2">{name}</a>
      <span style={{ '--from': 12.5, '--to': 40 } as CSSProperties} data-label="Bận <b>" />
      {own && <b aria-hidden>{3}</b>}
      {['a', 'b'].map((each) => (
        <i key={each}>{each}</i>
      ))}
    </div>
  );
});

/** What React makes of it, and what `draw` makes of it. */
function both(element: ReactElement): [string, string] {
  const drawn = document.createElement('div');
  draw(drawn, element);
  return [drawn.innerHTML, render(element).container.innerHTML];
}

describe('what is drawn before React starts', () => {
  it.each([true, false])('is what React draws', (own) => {
    const [drawn, expected] = both(<Row name={'Máy <1> & "2"'} own={own} />);
    expect(drawn).toBe(expected);
    expect(drawn).toContain('--from: 12.5');
  });

  it('holds for icons and fragments', () => {
    const [drawn, expected] = both(
      <>
        <IconClock size={16} stroke={2} aria-hidden />
        <button type="button" aria-pressed={false} onClick={() => undefined}>
          {null}
          {'Đặt'}
        </button>
      </>,
    );
    expect(drawn).toBe(expected);
  });
});
