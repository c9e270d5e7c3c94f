import type { Operations, Problem } from './generated/api.ts';

/** What went wrong: the server's own words for programs, or 'offline' when no answer came at all. */
export type Trouble = Pick<Problem, 'code' | 'status'> & Partial<Problem>;

export type Outcome<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly trouble: Trouble };

interface CallOptions {
  readonly attempt?: string | undefined;
  /** The handle of a link in a notice: a header, since what stands in an address ends up in logs. */
  readonly notice?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** What stands in the {places} of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Setting a password in a slow directory is the longest thing the server does. */
const DEADLINE_MS = 40_000;
export const OFFLINE: Trouble = { code: 'offline', status: 0 };

/** One request by the contract. Never throws: no answer, an aborted request and an answer that is not ours are trouble too. */
export async function call<Name extends keyof Operations>(
  name: Name,
  body: Operations[Name]['body'],
  { attempt, notice, query = {}, params = {}, signal }: CallOptions = {},
): Promise<Outcome<Operations[Name]['answer']>> {
  const [method = 'GET', path = ''] = name.split(' ');
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    const response = await fetch(`/api/v1${fill(path, params)}${search(query)}`, {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(attempt && { 'Rekey-Attempt': attempt }), ...(notice && { 'Rekey-Notice': notice }) },
      ...(body && { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    if (!response.ok) return { ok: false, trouble: await problem(response) };
    return { ok: true, answer: (response.status === 204 ? undefined : await response.json()) as Operations[Name]['answer'] };
  } catch {
    return { ok: false, trouble: OFFLINE };
  }
}

/** A proxy on the way answers in its own form: then only the status is known. */
async function problem(response: Response): Promise<Trouble> {
  const unknown: Trouble = { code: 'unknown', status: response.status };
  const found: unknown = await response.json().catch(() => undefined);
  const trouble = isProblem(found) ? found : unknown;
  const retryAfter = trouble.retryAfter ?? Number(response.headers.get('Retry-After'));
  return retryAfter > 0 ? { ...trouble, retryAfter } : trouble;
}

const isProblem = (found: unknown): found is Problem => typeof found === 'object' && found !== null && 'code' in found && typeof found.code === 'string';

const fill = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

function search(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length ? `?${new URLSearchParams(given).toString()}` : '';
}
