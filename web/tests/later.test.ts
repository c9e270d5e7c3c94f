import { expect, test, vi } from 'vitest';
import { later } from '../src/shared/later.ts';

test('later screens are fetched once, and again when they did not come', async () => {
  const fetchThem = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError('no network')).mockResolvedValue('screens');
  const { screens, load } = later(fetchThem);
  expect([await load(), screens()]).toEqual([false, undefined]);
  expect([await load(), screens()]).toEqual([true, 'screens']);
  expect([await load(), screens()]).toEqual([true, 'screens']);
  expect(fetchThem).toHaveBeenCalledTimes(2);
});
