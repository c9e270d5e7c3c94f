import type { JSX } from 'preact';
import type { Hint } from './generated/api.ts';
import { useTexts } from './texts.ts';

/** j•••••s@p••••.example for the eye, a sentence for the ear. The number of dots tells nothing. */
export function MaskedAddress({ hint: { first = '', last = '', domainFirst = '', suffix = '' } }: { hint: Hint }): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <span class="nowrap" aria-hidden="true" dir="ltr">{`${first}•••••${last}@${domainFirst}••••${suffix && `.${suffix}`}`}</span>
      <span class="vh">{t('method.hintEmail', { first, last, domain: domainFirst, suffix: suffix || 'none' })}</span>
    </>
  );
}
