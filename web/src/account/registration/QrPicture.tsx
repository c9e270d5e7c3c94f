import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { qrPath } from './qr.ts';

/** Modules of white around the picture, which readers need (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code as SVG elements, on white in both themes: a picture in the page needs nothing from the content security policy. */
export function QrPicture({ text, label }: { text: string; label: string }): JSX.Element {
  const { path, size } = useMemo(() => qrPath(text), [text]);
  const side = size + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
