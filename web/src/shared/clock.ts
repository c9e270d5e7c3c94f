import type { Instant } from './generated/api.ts';

const MINUTE = 60_000;

/**
 * The server's time. The computer's own clock may be wrong by hours, so only the time that has passed since an answer is taken
 * from it: from the monotonic clock, which may stand still while a laptop sleeps, or the wall clock, whichever went further.
 */
export class ServerClock {
  private base = Date.now();
  private wall = Date.now();
  private steady = performance.now();

  /** `now` of an answer that has just arrived. */
  sync(now: Instant): void {
    this.base = Date.parse(now);
    this.wall = Date.now();
    this.steady = performance.now();
  }

  /** Milliseconds since 1970, as the server counts them. */
  now(): number {
    return this.base + Math.max(performance.now() - this.steady, Date.now() - this.wall);
  }

  /** Whole seconds until then, rounded up; 0 when it has come. */
  secondsUntil(instant: Instant): number {
    return Math.max(0, Math.ceil((Date.parse(instant) - this.now()) / 1000));
  }
}

/** 24 → "0:24", 125 → "2:05". */
export const asCountdown = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** The reader's own region when that speaks the language. */
const regional = (language: string, regions: readonly string[]): string => regions.find((region) => region.split('-')[0] === language) ?? language;

/** The time of day where the reader is, written as in their own region: "14:32" or "2:32 PM". */
export const timeOfDay = (at: number, language: string, regions: readonly string[] = navigator.languages): string =>
  new Intl.DateTimeFormat(regional(language, regions), { hour: 'numeric', minute: '2-digit' }).format(at);

/** The day where the reader is: "3 March 2026" or "March 3, 2026". */
export const dateOf = (at: number, language: string, regions: readonly string[] = navigator.languages): string =>
  new Intl.DateTimeFormat(regional(language, regions), { day: 'numeric', month: 'long', year: 'numeric' }).format(at);

/** The first full minute at which a wait is surely over. */
export const nextMinute = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** Whole minutes between two instants. */
export const minutesBetween = (from: Instant, until: Instant): number => Math.round((Date.parse(until) - Date.parse(from)) / MINUTE);
