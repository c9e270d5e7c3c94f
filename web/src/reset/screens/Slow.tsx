import type { JSX } from 'preact';
import { Icon } from '../../shared/icons.tsx';
import { clockIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import type { Method } from '../steps.ts';
import { METHODS } from './methods.ts';

/** That what this method sends is late at the moment. */
export function Slow({ method: { kind, slow } }: { method: Method }): JSX.Element | null {
  const { t } = useTexts();
  const text = METHODS[kind].slow;
  return slow && text ? <p class="small slow"><Icon of={clockIcon} class="i-s" />{t(text)}</p> : null;
}
