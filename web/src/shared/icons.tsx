import type { JSX } from 'preact';

/** A path on a grid of 24, for a stroke of 1.6. One that points somewhere is mirrored where people read from right to left. */
export interface Drawing {
  readonly d: string;
  readonly points?: true;
}

/** Drawn in the colour of the text; a visible word is always beside it. */
export function Icon({ of: { d, points }, class: extra = '' }: { of: Drawing; class?: string }): JSX.Element {
  return (
    <svg class={`i ${points ? 'flip ' : ''}${extra}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

export const againIcon: Drawing = { d: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3l2.2 2.2m0-4.9v4.9h-4.9' };
export const soundIcon: Drawing = { d: 'M4 9.5v5h3.25L12 18.5v-13L7.25 9.5H4Zm11.5-.75a4.5 4.5 0 0 1 0 6.5m2.5-9.25a8.25 8.25 0 0 1 0 12', points: true };
export const pictureIcon: Drawing = { d: 'M4.5 5.25h15v10.5h-15V5.25ZM2.75 18.75h18.5' };
export const helpIcon: Drawing = { d: 'M9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.35-1.1.9-1.1 1.85m0 2.75v.01M12 3.25a8.75 8.75 0 1 1 0 17.5 8.75 8.75 0 0 1 0-17.5Z' };
export const infoIcon: Drawing = { d: 'M12 11v5.25m0-8.5v.01M12 3.25a8.75 8.75 0 1 1 0 17.5 8.75 8.75 0 0 1 0-17.5Z' };
export const alertIcon: Drawing = { d: 'M12 8v5m0 3.25v.01M12 3.25a8.75 8.75 0 1 1 0 17.5 8.75 8.75 0 0 1 0-17.5Z' };
