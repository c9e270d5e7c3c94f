import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ServerClock, asCountdown, minutesBetween, nextMinute, timeOfDay } from '../src/shared/clock.ts';

const SERVER = '2026-11-22T14:00:00.000Z';

describe('the server’s time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.parse('2031-01-01T00:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  test('is kept although the computer’s clock is years ahead', () => {
    const clock = new ServerClock();
    clock.sync(SERVER);
    vi.advanceTimersByTime(5000);
    expect(clock.now()).toBe(Date.parse(SERVER) + 5000);
  });

  test('does not jump back when somebody sets the computer’s clock back', () => {
    const clock = new ServerClock();
    clock.sync(SERVER);
    vi.advanceTimersByTime(5000);
    vi.setSystemTime(Date.parse('2020-01-01T00:00:00Z'));
    expect(clock.now()).toBe(Date.parse(SERVER) + 5000);
  });

  test('goes on while a laptop sleeps and its monotonic clock stands still', () => {
    const clock = new ServerClock();
    clock.sync(SERVER);
    vi.setSystemTime(Date.now() + 600_000);
    expect(clock.secondsUntil('2026-11-22T14:15:00.000Z')).toBe(300);
  });

  test('counts seconds rounded up, and never below nothing', () => {
    const clock = new ServerClock();
    clock.sync(SERVER);
    expect(clock.secondsUntil('2026-11-22T14:00:30.000Z')).toBe(30);
    vi.advanceTimersByTime(1);
    expect(clock.secondsUntil('2026-11-22T14:00:30.000Z')).toBe(30);
    vi.advanceTimersByTime(29_998);
    expect(clock.secondsUntil('2026-11-22T14:00:30.000Z')).toBe(1);
    vi.advanceTimersByTime(1);
    expect(clock.secondsUntil('2026-11-22T14:00:30.000Z')).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(clock.secondsUntil('2026-11-22T14:00:30.000Z')).toBe(0);
  });
});

test.each([[0, '0:00'], [9, '0:09'], [60, '1:00'], [125, '2:05'], [900, '15:00']])('a countdown of %i seconds reads %s', (seconds, text) => {
  expect(asCountdown(seconds)).toBe(text);
});

test('a time of day follows the reader’s region, when that speaks the language of the page', () => {
  const at = new Date(2026, 10, 22, 14, 32).getTime();
  expect(timeOfDay(at, 'en', ['en-GB'])).toBe('14:32');
  expect(timeOfDay(at, 'en', ['fr-FR', 'en-US'])).toMatch(/^2:32\sPM$/);
  expect(timeOfDay(at, 'nl', ['en-US'])).toBe('14:32');
});

test('a time to come back is a full minute, and never too early', () => {
  expect(nextMinute(Date.parse('2026-11-22T14:00:00.001Z'))).toBe(Date.parse('2026-11-22T14:01:00Z'));
  expect(nextMinute(Date.parse('2026-11-22T14:00:00Z'))).toBe(Date.parse('2026-11-22T14:00:00Z'));
});

test('the life of an attempt is told in whole minutes', () => {
  expect(minutesBetween(SERVER, '2026-11-22T14:14:59.900Z')).toBe(15);
});
