import { useRef, useState } from 'preact/hooks';
import { call, type Outcome, type Trouble } from '../../shared/api.ts';
import type { Enrollment, MethodKind } from '../../shared/generated/api.ts';
import { useServer } from '../server.ts';
import { useRegistering } from './context.ts';
import type { Task } from './task.ts';
import { keepTyped, type Typed } from './typed.ts';

type Left = Promise<Trouble | undefined>;

export interface Enrolling {
  /** What is on its way; nothing before it has begun, and after it has ended. */
  readonly enrollment: Enrollment | undefined;
  readonly resent: boolean;
  readonly begin: (via: MethodKind | undefined, typed?: Typed) => Left;
  readonly resend: () => Left;
  readonly prove: (code: string) => Left;
  readonly save: () => Left;
  /** Back to before it began. */
  readonly forget: () => void;
}

/** The page and the server do not see the same methods any more. */
const OUTDATED = ['account_frozen', 'not_found', 'forbidden', 'method_not_offered'];

/** One value on its way to being registered. Its handle is in memory only: after a reload it begins again. */
export function useEnrollment({ purpose, item, method }: Task): Enrolling {
  const server = useServer();
  const { take, reload, needFresh } = useRegistering();
  const handle = useRef('');
  const [{ enrollment, resent }, set] = useState<{ enrollment?: Enrollment; resent: boolean }>({ resent: false });

  const start = (via: MethodKind | undefined, typed?: Typed): Promise<Outcome<Enrollment>> => {
    const how = via ? { via } : {};
    if (purpose === 'verify' && method) return server.ask(call('POST /account/methods/{method}/verify', how, { params: { method: method.id } }));
    const address = typed && { value: typed.value, ...(typed.region && { region: typed.region }) };
    return server.ask(call('POST /account/methods', { item, ...how, ...address, ...(purpose === 'change' && method && { replaces: method.id }) }));
  };
  const begun = (outcome: Outcome<Enrollment>, again: boolean): Trouble | undefined => {
    if (!outcome.ok) return outcome.trouble;
    server.clock.sync(outcome.answer.now);
    handle.current = outcome.answer.enrollment ?? handle.current;
    set({ enrollment: outcome.answer, resent: again });
    return undefined;
  };
  const begin: Enrolling['begin'] = async (via, typed) => {
    const left = begun(await start(via, typed), false);
    if (left?.code === 'reauthentication_needed') {
      if (typed) keepTyped(item, typed);
      return void needFresh();
    }
    if (!left || !OUTDATED.includes(left.code)) return left;
    await reload();
    return undefined;
  };
  const body = (): { enrollment: string } => ({ enrollment: handle.current });

  return {
    enrollment, resent, begin,
    resend: async () => begun(await server.ask(call('POST /account/enrollment/resend', body())), true),
    prove: async (code) => take(await server.ask(call('POST /account/enrollment/prove', { ...body(), code }))),
    save: async () => take(await server.ask(call('POST /account/enrollment/save', body()))),
    forget: () => set({ resent: false }),
  };
}
