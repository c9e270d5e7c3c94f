import { useRef } from 'preact/hooks';
import { useHash } from '../shared/window.ts';

/** A part of the account and what it is about, by the address after #: "change/3f…" is the change of that method. */
export interface Part {
  readonly name: string;
  readonly about: string;
}

export function readPart(hash: string): Part {
  const [name = '', about = ''] = decoded(hash.replace(/^#/, '')).split('/');
  return { name, about };
}

/** Where the person is now, as the sign-in is told it to lead back here. */
export function placeNow(): string {
  const { name, about } = readPart(location.hash);
  return about ? `${name}/${about}` : name;
}

/** What people typed into the address may be no text at all. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The part that the address names. While help is in front of it, it stays. */
export function usePart(): Part {
  const hash = useHash();
  const part = useRef(readPart(''));
  if (hash !== '#help') part.current = readPart(hash);
  return part.current;
}
