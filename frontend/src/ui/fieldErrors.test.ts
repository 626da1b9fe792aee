import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/client';
import { fieldErrors } from './fieldErrors';

const error = (field: string, message: string) => ({ field, code: 'x', message });
const problem = (status: number, errors: ReturnType<typeof error>[]) =>
  new ApiProblem({ title: 'no', status, code: 'malformed', errors });

describe('errors beside fields', () => {
  it('keeps every message of a field', () => {
    const refused = problem(400, [
      error('password', 'Short.'),
      error('email', 'No.'),
      error('password', 'Old.'),
    ]);
    expect(fieldErrors(refused)).toEqual({ password: 'Short. Old.', email: 'No.' });
  });

  it('has none for other failures', () => {
    expect(fieldErrors(problem(422, [error('email', 'No.')]))).toEqual({});
    expect(fieldErrors(new Error('offline'))).toEqual({});
  });
});
