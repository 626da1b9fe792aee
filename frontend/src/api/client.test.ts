import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, Offline, request, setCsrfToken, withQuery } from './client';

function answer(body: unknown, init: ResponseInit = {}) {
  const calls = vi.fn<typeof fetch>(async () => Response.json(body, init));
  vi.stubGlobal('fetch', calls);
  return calls;
}

const headersOf = (calls: ReturnType<typeof answer>) =>
  calls.mock.calls[0]?.[1]?.headers as Record<string, string>;

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken(null);
});

describe('requests', () => {
  it('leave unset values out of the address', () => {
    expect(withQuery('/api/resources', { q: 'máy', site: '', cursor: null, limit: 5 })).toBe(
      '/api/resources?q=m%C3%A1y&limit=5',
    );
  });

  it('carry the CSRF token on unsafe methods only', async () => {
    setCsrfToken('secret');
    const reading = answer({});
    await request('GET', '/api/region');
    expect(headersOf(reading)).not.toHaveProperty('X-CSRF-Token');
    const writing = answer({});
    await request('POST', '/api/tokens', { body: {} });
    expect(headersOf(writing)['X-CSRF-Token']).toBe('secret');
  });

  it('carry version and idempotency key', async () => {
    const calls = answer({});
    await request('PATCH', '/api/me', { body: {}, ifMatch: 3, idempotencyKey: 'k' });
    expect(headersOf(calls)).toMatchObject({ 'If-Match': '"v3"', 'Idempotency-Key': 'k' });
  });
});

describe('failures', () => {
  it('become problems with every member the server sent', async () => {
    const problem = {
      title: 'Đã có người đặt',
      status: 409,
      code: 'slot_taken',
      next_free: '2026-11-24T03:00:00Z',
    };
    answer(problem, { status: 409, headers: { 'content-type': 'application/problem+json' } });
    const error = await request('POST', '/api/reservations', { body: {} }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiProblem);
    expect((error as ApiProblem).problem).toEqual(problem);
  });

  it('of the connection are told apart from refusals', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('network')));
    await expect(request('GET', '/api/region')).rejects.toBeInstanceOf(Offline);
  });
});
