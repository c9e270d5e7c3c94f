import type { JSX } from 'preact';
import { useTexts } from '../../shared/texts.ts';
import { deviceText } from './device.ts';

interface WhereProps {
  readonly device?: string | undefined;
  readonly network?: string | undefined;
}

/** The device and the network, as they were recorded: a city would be a guess. Nothing where nothing was recorded. */
export function Where({ device, network }: WhereProps): JSX.Element | null {
  const { t, rich } = useTexts();
  if (!device && !network) return null;
  return (
    <small class="where">
      {device && <span>{t(...deviceText(device))}</span>}
      {network && <span>{rich('device.network', { address: <bdi dir="ltr">{network}</bdi> })}</span>}
    </small>
  );
}
