import type { JSX } from 'preact';
import type { Portal } from '../../shared/generated/api.ts';
import { useTexts } from '../../shared/texts.ts';

/** To the application that the person was going to, which the server knows by the name in the address; else to the account. */
export const goOn = ({ returnTo }: Portal): void => location.assign(returnTo?.url ?? '#');

export function Onward({ portal: { returnTo } }: { portal: Portal }): JSX.Element {
  const { t } = useTexts();
  return <a class="btn primary" href={returnTo?.url ?? '#'}>{returnTo ? t('register.onward', { place: returnTo.label }) : t('register.toAccount')}</a>;
}
