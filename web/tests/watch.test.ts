import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watch } from '../src/shared/watch.ts';

class Page extends EventTarget {
  hidden = false;
  show(seen: boolean): void {
    this.hidden = !seen;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const look = vi.fn<() => Promise<void>>(() => Promise.resolve());
beforeEach(() => void look.mockClear());

test('looks less and less often, and never less than every fifteen seconds', async () => {
  const end = watch(look, new Page());
  await vi.advanceTimersByTimeAsync(1900);
  expect(look).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  const inAMinute = look.mock.calls.length;
  expect(inAMinute).toBeLessThan(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look.mock.calls.length - inAMinute).toBe(4);
  end();
});

test('looks at nothing while nobody sees the page, and soon when somebody does', async () => {
  const page = new Page();
  const end = watch(look, page);
  page.show(false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(look).not.toHaveBeenCalled();
  page.show(true);
  page.show(false);
  page.show(true);
  await vi.advanceTimersByTimeAsync(2100);
  expect(look).toHaveBeenCalledTimes(1);
  end();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(look).toHaveBeenCalledTimes(1);
});

test('does not look again before the answer has come, nor when it comes too late', async () => {
  let answer = (): void => undefined;
  look.mockImplementationOnce(() => new Promise((resolve) => void (answer = resolve)));
  const end = watch(look, new Page());
  await vi.advanceTimersByTimeAsync(600_000);
  expect(look).toHaveBeenCalledTimes(1);
  end();
  answer();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(look).toHaveBeenCalledTimes(1);
});
