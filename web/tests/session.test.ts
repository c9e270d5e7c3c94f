import { expect, test } from 'vitest';
import { SessionStore, type Session } from '../src/reset/session.ts';

const SESSION: Session = { attempt: 'h'.repeat(43), user: 'me', expiresAt: '2026-11-22T14:15:00Z', minutes: 15 };

function memory(initial?: string): { getItem: () => string | null; setItem: (name: string, value: string) => void; removeItem: () => void } {
  let held = initial ?? null;
  return { getItem: () => held, setItem: (_, value) => void (held = value), removeItem: () => void (held = null) };
}

test('a reload finds the attempt again', () => {
  const storage = memory();
  new SessionStore(() => storage).set(SESSION);
  expect(new SessionStore(() => storage).get()).toEqual(SESSION);
});

test('nothing is left once it is cleared', () => {
  const storage = memory();
  const store = new SessionStore(() => storage);
  store.set(SESSION);
  store.clear();
  expect(store.get()).toBeUndefined();
  expect(storage.getItem()).toBeNull();
});

test.each(['', '{', 'null', '[]', '{"attempt":7}', '{"attempt":"x"}'])('what is not a session (%s) counts as none', (stored) => {
  expect(new SessionStore(() => memory(stored)).get()).toBeUndefined();
});

test('a browser that forbids storage still keeps the attempt until the page is left', () => {
  const store = new SessionStore(() => { throw new DOMException('denied', 'SecurityError'); });
  store.set(SESSION);
  expect(store.get()).toEqual(SESSION);
});
