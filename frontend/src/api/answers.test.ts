import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const page = (text: string) => {
  document.body.innerHTML = `<script type="application/json" id="answers">${text}</script>`;
};

describe('answers in the page', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.restoreAllMocks());

  it('serve once, and may be looked at before', async () => {
    page('{"/api/region":{"zone":"UTC"},"/api/none":null}');
    const { peekAnswer, takeAnswer } = await import('./answers');
    expect(peekAnswer('/api/region')).toEqual({ zone: 'UTC' });
    expect(takeAnswer('/api/region')).toEqual({ zone: 'UTC' });
    expect(takeAnswer('/api/region')).toBeUndefined();
    expect(takeAnswer('/api/sites')).toBeUndefined();
  });

  it('are gone after a change', async () => {
    page('{"/api/sites":[1]}');
    const { dropAnswers, takeAnswer } = await import('./answers');
    dropAnswers();
    expect(takeAnswer('/api/sites')).toBeUndefined();
  });

  it('grow old', async () => {
    page('{"/api/sites":[1]}');
    const { takeAnswer } = await import('./answers');
    vi.spyOn(performance, 'now').mockReturnValue(60_000);
    expect(takeAnswer('/api/sites')).toBeUndefined();
  });

  it.each(['', '{"/api/sites":[1'])('are none in a page that broke off: %s', async (text) => {
    page(text);
    const { takeAnswer } = await import('./answers');
    expect(takeAnswer('/api/sites')).toBeUndefined();
  });
});
