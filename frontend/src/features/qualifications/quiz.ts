/** A quiz as it is written: questions and choices get short ids of their own. */
import type { QuizContent } from '../../api/contract';

export type Question = QuizContent['questions'][number];
export type Choice = Question['choices'][number];
export type Content = Pick<QuizContent, 'title' | 'intro' | 'pass_mark' | 'retry_minutes' | 'questions'>;

const blank = () => ({ vi: '', en: '' });

/** The first of a, b, c … (or q1, q2 …) that is not taken. */
function free(taken: string[], name: (index: number) => string): string {
  let index = 0;
  while (taken.includes(name(index))) index += 1;
  return name(index);
}

export function newChoice(choices: Choice[]): Choice {
  const id = free(
    choices.map((choice) => choice.id),
    (index) => `c${index + 1}`,
  );
  return { id, text: blank(), correct: false };
}

export function newQuestion(questions: Question[]): Question {
  const id = free(
    questions.map((question) => question.id),
    (index) => `q${index + 1}`,
  );
  const first = { ...newChoice([]), correct: true };
  return { id, text: blank(), many: false, choices: [first, newChoice([first])], explanation: blank() };
}

export const emptyContent = (): Content => ({
  title: blank(),
  intro: blank(),
  pass_mark: 80,
  retry_minutes: 1440,
  questions: [newQuestion([])],
});

export const contentOf = (quiz: QuizContent): Content => ({
  title: quiz.title,
  intro: quiz.intro,
  pass_mark: quiz.pass_mark,
  retry_minutes: quiz.retry_minutes,
  questions: quiz.questions,
});

/** The list with the item at a place moved up (-1) or down (1). */
export function moved<T>(items: T[], place: number, way: -1 | 1): T[] {
  const to = place + way;
  const next = [...items];
  const [item] = next.splice(place, 1);
  if (item === undefined || to < 0 || to >= items.length) return items;
  next.splice(to, 0, item);
  return next;
}

/** Marks an answer as right or not; with a single choice the others become wrong. */
export function marked(question: Question, id: string, correct: boolean): Question {
  return {
    ...question,
    choices: question.choices.map((choice) =>
      choice.id === id
        ? { ...choice, correct }
        : { ...choice, correct: question.many || !correct ? choice.correct : false },
    ),
  };
}
