import type { Enrollment, Item, MethodKind, RegisteredMethod, Registration } from '../../shared/generated/api.ts';
import { hasAddress } from '../items.ts';

/** One thing to register: a value that is new, that replaces another, or that somebody else filled in. */
export interface Task {
  readonly purpose: Enrollment['purpose'];
  readonly item: Item;
  /** How its code may travel. */
  readonly via: readonly MethodKind[];
  /** What is changed or verified. */
  readonly method?: RegisteredMethod;
}

const verifying = (method: RegisteredMethod): Task => ({ purpose: 'verify', item: method.item, via: method.kinds, method });
export const changing = (method: RegisteredMethod): Task => ({ purpose: 'change', item: method.item, via: method.kinds, method });
const mayChange = ({ managed, usableUntil }: RegisteredMethod): boolean => !managed && usableUntil === undefined;

/** A task by the part of the address that names it; nothing when it is not there any more. */
export function taskAt(name: string, about: string, { methods, toSetUp }: Registration): Task | undefined {
  const method = methods.find(({ id }) => id === about);
  const offer = toSetUp.find(({ item }) => item === about);
  if (name === 'add' && offer) return { purpose: 'add', ...offer };
  if (name === 'verify' && method && hasAddress(method.item)) return verifying(method);
  return name === 'change' && method && mayChange(method) ? changing(method) : undefined;
}

/** Everything that may be done now: first what only has to be verified, then the safest. */
export function offers({ methods, toVerify, toSetUp }: Registration): Task[] {
  const unproven = methods.filter(({ id, usableUntil }) => toVerify.includes(id) && usableUntil === undefined);
  return [...unproven.map(verifying), ...toSetUp.map((offer): Task => ({ purpose: 'add', ...offer }))];
}

/** Instead of a task: everything else, and another value for what somebody filled in wrongly. */
export function otherOffers(registration: Registration, { item, purpose, method }: Task): Task[] {
  const others = offers(registration).filter((each) => each.item !== item || each.purpose !== purpose);
  return purpose === 'verify' && method && mayChange(method) ? [changing(method), ...others] : others;
}

/** What is still needed, in order; recovery codes at the end, needed or not: nobody regrets having some. */
export function plan(registration: Registration): Task[] {
  const [codes] = offers(registration).filter(({ item }) => item === 'recovery_codes');
  const needed = offers(registration).filter(({ item }) => item !== 'recovery_codes').slice(0, registration.missing);
  return codes ? [...needed, codes] : needed;
}
