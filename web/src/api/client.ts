// One door to the server: every request passes here, and every failure leaves here as a Problem.
import type { Provision } from './messages';
import { purpose } from './purpose';

export interface ProblemDocument {
  status: number;
  title: string;
  detail?: string;
  code?: string;
  provision?: Provision;
  findings?: { pointer?: string; code?: string; detail?: string }[];
  correlation?: string;
}

/// status 0: the server did not answer at all.
export class Problem extends Error {
  constructor(readonly document: ProblemDocument) {
    super(document.detail ?? document.title);
  }
  get status() {
    return this.document.status;
  }
  get away() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

const base = '/api/v1';

async function problemOf(response: Response): Promise<Problem> {
  const document: ProblemDocument = { status: response.status, title: response.statusText };
  try {
    Object.assign(document, await response.json());
  } catch {
    // A proxy's page instead of a problem document: the status alone has to do.
  }
  document.status = response.status;
  return new Problem(document);
}

export interface Call {
  body?: unknown;
  bytes?: ArrayBuffer; // as they are, instead of a body
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/// Nothing where the server answers 204.
export async function call<T>(method: string, path: string, { body, bytes, headers, signal }: Call = {}): Promise<T | null> {
  const all: Record<string, string> = { Accept: 'application/json', ...headers };
  if (method !== 'GET') all['X-Onestop'] = '1';
  else if (purpose()) all['Onestop-Purpose'] = purpose();
  if (body !== undefined) all['Content-Type'] = 'application/json';
  let response: Response;
  try {
    const text = bytes ?? (body === undefined ? null : JSON.stringify(body));
    response = await fetch(base + path, { method, headers: all, body: text, signal: signal ?? null, credentials: 'same-origin' });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem({ status: 0, title: 'no answer' });
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return null;
  return (await response.json()) as T;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await call<T>('GET', path, { signal });
  if (answer === null) throw new Problem({ status: 404, title: 'nothing there' });
  return answer;
}
