import { describe, expect, it } from 'vitest';
import { missing, NEW, planOf, type Draft } from './plan';
import { addDays, mondayOf } from './week';

const whole: Draft = { ...NEW, course: 'c', site: 's', term: 't', room: 'r', teachers: ['p'] };

describe('a plan', () => {
  it('names what is missing', () => {
    expect(missing(NEW)).toEqual(['course', 'site', 'room', 'teachers', 'when']);
    expect(missing({ ...whole, room: null })).toEqual(['room']);
    expect(missing({ ...whole, room: null, mode: 'online' })).toEqual([]);
    expect(missing({ ...whole, term: null, from: '2026-11-24' })).toEqual(['when']);
  });

  it('sends either the rule or the dates', () => {
    const dates = [
      { on: '2026-12-05', starts: '08:00', ends: '10:00' },
      { on: null, starts: '08:00', ends: '10:00' },
    ];
    expect(planOf({ ...whole, dates })).toMatchObject({ weekly: NEW.weekly, dates: [] });
    expect(planOf({ ...whole, dates, byDates: true })).toMatchObject({
      weekly: [],
      dates: [{ on: '2026-12-05', starts: '08:00', ends: '10:00' }],
    });
    expect(planOf(NEW)).toBeNull();
  });
});

describe('weeks', () => {
  it('begin on Monday, also in the week of the new year', () => {
    expect(mondayOf('2026-11-25')).toBe('2026-11-23');
    expect(mondayOf('2027-01-03')).toBe('2026-12-28');
    expect(addDays('2026-12-28', 7)).toBe('2027-01-04');
  });
});
