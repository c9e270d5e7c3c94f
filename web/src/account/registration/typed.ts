import type { Item } from '../../shared/generated/api.ts';
import { placeNow } from '../part.ts';

/** An address or a number on its way, as it was typed. */
export interface Typed {
  readonly value: string;
  /** The country of a number; empty for an address. */
  readonly region: string;
}

const STORAGE = 'rekey-typed';
const placeOf = (item: Item): string => `${placeNow()} ${item}`;

/** Kept while the person signs in again: in this tab, for one return to the same form. */
export const keepTyped = (item: Item, typed: Typed): void => sessionStorage.setItem(STORAGE, JSON.stringify({ place: placeOf(item), ...typed }));

export function takeTyped(item: Item): Typed | undefined {
  const { place, value, region } = JSON.parse(sessionStorage.getItem(STORAGE) ?? '{}') as Partial<Typed & { place: string }>;
  if (place !== placeOf(item) || value === undefined || region === undefined) return undefined;
  sessionStorage.removeItem(STORAGE);
  return { value, region };
}
