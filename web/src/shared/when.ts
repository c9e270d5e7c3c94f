import { dateOf, timeOfDay } from './clock.ts';
import type { Said } from './texts.ts';

/** "tomorrow at 14:10", "today at 14:10", "yesterday at 9:05", "on 3 March 2026 at 9:05": by the days of the reader's time zone. */
export function whenText(at: number, now: number, language: string, regions: readonly string[] = navigator.languages): Said {
  const time = timeOfDay(at, language, regions);
  switch (daysBetween(at, now)) {
    case -1:
      return ['when.tomorrow', { time }];
    case 0:
      return ['when.today', { time }];
    case 1:
      return ['when.yesterday', { time }];
    default:
      return ['when.date', { date: dateOf(at, language, regions), time }];
  }
}

/** Midnights between them. Days may have 23 or 25 hours, so it is rounded. */
function daysBetween(at: number, now: number): number {
  const midnight = (moment: number): number => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}
