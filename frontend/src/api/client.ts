/**
 * The one way to the server: JSON in and out, problem details as errors, the CSRF token on unsafe methods.
 * Everything is same-origin; the session travels in an HttpOnly cookie.
 */
import i18n from 'i18next';
import { dropAnswers, takeAnswer } from './answers';
import type { Alternative, Instant } from './contract';
import type { ProblemDocument } from './generated';
import { withQuery, type Query } from './address';

export { withQuery };

/** RFC 9457 problem details, with what a taken slot adds: when it is free next and what is free instead. */
export interface Problem extends Omit<ProblemDocument, 'type'> {
  type?: string;
  next_free?: Instant | null;
  alternatives?: Alternative[];
}

export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
  }
  get status() {
    return this.problem.status;
  }
  get code() {
    return this.problem.code;
  }
}

/** The server could not be reached at all. */
export class Offline extends Error {
  constructor(cause: unknown) {
    super('offline', { cause });
    this.name = 'Offline';
  }
}

export interface Options {
  query?: Query;
  body?: unknown;
  ifMatch?: string | number;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  status: number;
}

let csrfToken = '';

/** Remembers the token that GET and POST /api/session hand out. */
export function setCsrfToken(token: string | null) {
  csrfToken = token ?? '';
}

/** A fresh key for one intended effect; keep it over retries of the same form. */
export function newIdempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // randomUUID exists in secure contexts only; a lab's plain-http address is none.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback: Problem = { title: response.statusText, status: response.status, code: 'unknown' };
  if (!response.headers.get('content-type')?.includes('json')) return new ApiProblem(fallback);
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiProblem({ ...fallback, ...body });
}

/** Sends one request; throws ApiProblem for any answer outside 2xx and Offline when there was none. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  const data = (response.status === 204 ? undefined : await response.json()) as T;
  return { data, etag: response.headers.get('etag'), status: response.status };
}

/** A file and the name that the server gives it; throws as `request` does. */
export async function requestFile(
  method: string,
  path: string,
  options: Options = {},
): Promise<{ blob: Blob; name: string }> {
  const response = await send(method, path, options, '*/*');
  const said = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '');
  return { blob: await response.blob(), name: decodeURIComponent(said?.[1] ?? 'download') };
}

async function send(
  method: string,
  path: string,
  options: Options,
  accept = 'application/json',
): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept, 'Accept-Language': i18n.language };
  const { body } = options;
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json';
  if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;
  if (options.ifMatch !== undefined) headers['If-Match'] = etagOf(options.ifMatch);
  // After a change nothing that was answered before it counts.
  if (method !== 'GET') dropAnswers();
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Offline(cause);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** A version number or a ready entity tag as If-Match wants it. */
function etagOf(version: string | number): string {
  return typeof version === 'number' ? `"v${version}"` : version;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const ahead = takeAnswer(withQuery(path, query));
  if (ahead !== undefined) return ahead as T;
  return (await request<T>('GET', path, { query, signal })).data;
}
export async function post<T>(path: string, body: unknown, options: Omit<Options, 'body'> = {}): Promise<T> {
  return (await request<T>('POST', path, { ...options, body })).data;
}
export async function patch<T>(path: string, body: unknown, options: Omit<Options, 'body'> = {}): Promise<T> {
  return (await request<T>('PATCH', path, { ...options, body })).data;
}
/** Sends a file as it is, anything else as JSON. */
export async function put<T>(path: string, body: unknown, options: Omit<Options, 'body'> = {}): Promise<T> {
  return (await request<T>('PUT', path, { ...options, body })).data;
}
export async function remove<T = void>(path: string, options: Options = {}): Promise<T> {
  return (await request<T>('DELETE', path, options)).data;
}
