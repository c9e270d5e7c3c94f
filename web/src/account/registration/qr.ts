/** The one place that knows the QR library: see docs/adr/0014. */
import { generate } from 'lean-qr';

/** A QR code as the outline of an SVG path: a unit square for each dark module, in rows; `size` modules a side, without a margin. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      let run = 0;
      while (code.get(x + run, y)) run++;
      if (run > 0) path += `M${x} ${y}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return { path, size: code.size };
}
