import { describe, expect, it } from 'vitest';
import { inTurn } from './inTurn';

describe('inTurn', () => {
  it('lets the later wait for the earlier, also for one that fails, and others not at all', async () => {
    const seen: string[] = [];
    let fail = () => {};
    const first = inTurn('a', () => new Promise((_, reject) => (fail = () => reject(new Error('refused')))));
    const second = inTurn('a', async () => seen.push('second'));
    await inTurn('b', async () => seen.push('other'));
    expect(seen).toEqual(['other']);
    fail();
    await expect(first).rejects.toThrow('refused');
    await second;
    expect(seen).toEqual(['other', 'second']);
  });
});
