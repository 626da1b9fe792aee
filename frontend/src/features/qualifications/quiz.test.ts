import { describe, expect, it } from 'vitest';
import { emptyContent, marked, moved, newChoice, newQuestion } from './quiz';

describe('writing a quiz', () => {
  it('gives ids that are not taken', () => {
    const first = newQuestion([]);
    const second = newQuestion([first]);
    expect([first.id, second.id, newQuestion([second]).id]).toEqual(['q1', 'q2', 'q1']);
    expect(newChoice(first.choices).id).toBe('c3');
  });

  it('keeps one right answer where one is wanted', () => {
    const [question] = emptyContent().questions;
    if (!question) throw new Error('a quiz begins with a question');
    const other = marked(question, 'c2', true);
    expect(other.choices.map((choice) => choice.correct)).toEqual([false, true]);
    const many = marked({ ...question, many: true }, 'c2', true);
    expect(many.choices.map((choice) => choice.correct)).toEqual([true, true]);
  });

  it('moves within the list only', () => {
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });
});
