import { call, type Outcome } from './api.ts';
import type { ServerClock } from './clock.ts';
import type { Portal } from './generated/api.ts';

interface Wanted {
  readonly lang: string | undefined;
  readonly returnTo: string | undefined;
  readonly captcha?: 'picture' | undefined;
}

/** What the tenant shows to strangers, and the server's time with it. */
export async function fetchPortal(clock: ServerClock, { lang, returnTo, captcha }: Wanted): Promise<Outcome<Portal>> {
  const query = { lang, captcha };
  const first = await call('GET /portal', undefined, { query: { ...query, return: returnTo } });
  // A link with a return name that the tenant does not have must not keep people out.
  const portal = !first.ok && first.trouble.status === 400 && returnTo ? await call('GET /portal', undefined, { query }) : first;
  if (portal.ok) clock.sync(portal.answer.now);
  return portal;
}
