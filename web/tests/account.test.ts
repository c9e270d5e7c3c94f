import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ScriptedNetwork } from './support.ts';

// The address of the page is read when its modules are loaded.
vi.hoisted(() => Object.assign(globalThis, { location: { search: '?lang=nl', hash: '#activity' } }));
const { Server } = await import('../src/account/server.ts');
const { deviceText } = await import('../src/account/screens/device.ts');
const { whenText } = await import('../src/shared/when.ts');

const PORTAL = { tenant: { name: 'Contoso' }, languages: ['en'], now: '2026-11-22T14:00:00.000Z' };
let network: ScriptedNetwork;
let left: string[];
const make = (): InstanceType<typeof Server> => new Server((url) => void left.push(url));
/** Requests that leave the page never come to an end. */
const settle = (): Promise<void> => new Promise((passed) => setTimeout(passed, 5));

beforeEach(() => {
  network = new ScriptedNetwork();
  left = [];
});
afterEach(() => void vi.unstubAllGlobals());

describe('a session that has ended', () => {
  const requests: [string, (server: InstanceType<typeof Server>) => Promise<unknown>][] = [
    ['sessions', (server) => server.sessions()],
    ['activity', (server) => server.activity()],
    ['password', (server) => server.password()],
    ['a new password', (server) => server.changePassword('new', 'old')],
    ['the end of a session', (server) => server.endSession('s')],
    ['the end of all', (server) => server.endSessions('others')],
  ];
  test.each(requests)('asked for %s leads to sign-in, and back to the same place', async (_, ask) => {
    const answered = vi.fn();
    network.refuses(401, 'not_signed_in');
    void ask(make()).then(answered);
    await settle();
    expect(left).toEqual(['/signin?lang=nl&notice=ended&place=activity']);
    expect(answered, 'the page stays busy until it is gone').not.toHaveBeenCalled();
  });

  test('is found on the first load too', async () => {
    network.says(PORTAL);
    network.refuses(401, 'not_signed_in');
    void make().open('nl');
    await settle();
    expect(left).toHaveLength(1);
  });
});

describe('signing out', () => {
  test('leads to sign-in, which says so', async () => {
    network.says();
    void make().signOut();
    await settle();
    expect(left).toEqual(['/signin?lang=nl&notice=out']);
  });

  test('is not claimed when it did not happen', async () => {
    expect(await make().signOut()).toEqual({ code: 'offline', status: 0 });
    expect(left).toEqual([]);
  });

  test('everywhere ends this page, everywhere else does not', async () => {
    network.says();
    expect(await make().endSessions('others')).toBeUndefined();
    expect(left).toEqual([]);
    network.says();
    void make().endSessions('all');
    await settle();
    expect(network.asked.map(({ body }) => body)).toEqual([{ which: 'others' }, { which: 'all' }]);
    expect(left).toEqual(['/signin?lang=nl&notice=everywhere']);
  });
});

test('a session that is gone already is ended, and its id is only ever one part of the path', async () => {
  network.refuses(404, 'not_found');
  expect(await make().endSession('../x?y')).toBeUndefined();
  expect(network.names).toEqual(['POST /account/sessions/..%2Fx%3Fy/end']);
});

test('trouble of the first load is the portal’s before the person’s', async () => {
  network.refuses(503, 'busy');
  network.refuses(500, 'internal');
  expect(await make().open(undefined)).toMatchObject({ ok: false, trouble: { code: 'busy' } });
});

test.each([
  ['Firefox on Windows', ['device.both', { browser: 'Firefox', system: 'Windows' }]],
  ['curl', ['device.one', { device: 'curl' }]],
  [undefined, ['device.unknown']],
])('the device %s is named in the language of the page', (device, said) => {
  expect(deviceText(device)).toEqual(said);
});

describe('a moment', () => {
  const now = new Date(2026, 10, 22, 0, 30).getTime();
  const at = (day: number, hour: number): unknown => whenText(new Date(2026, 10, day, hour, 10).getTime(), now, 'nl', ['nl-NL'])[0];
  test('is told by the days of the reader, not by hours that have passed', () => {
    expect([at(22, 0), at(21, 23), at(21, 0), at(20, 23)]).toEqual(['when.today', 'when.yesterday', 'when.yesterday', 'when.date']);
  });

  test('of another day has its date written out in the language of the page', () => {
    const march = new Date(2026, 2, 3, 14, 10).getTime();
    expect(whenText(march, now, 'nl', ['en-GB'])).toEqual(['when.date', { date: '3 maart 2026', time: '14:10' }]);
    expect(whenText(march, now, 'en', ['en-GB'])).toEqual(['when.date', { date: '3 March 2026', time: '14:10' }]);
  });
});
