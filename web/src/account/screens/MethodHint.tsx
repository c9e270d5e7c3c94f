import type { JSX } from 'preact';
import type { RegisteredMethod } from '../../shared/generated/api.ts';
import { MaskedAddress } from '../../shared/MaskedAddress.tsx';
import { useTexts } from '../../shared/texts.ts';

/** Enough of a method for its owner to know it. */
export function MethodHint({ method: { item, hint, codesLeft = 0 } }: { method: RegisteredMethod }): JSX.Element | null {
  const { t } = useTexts();
  if (item === 'totp') return null;
  if (item === 'recovery_codes') return <>{t('security.codesLeft', { left: codesLeft })}</>;
  if (item === 'email') return <MaskedAddress hint={hint ?? {}} />;
  return <>{t('method.hintPhone', { digits: hint?.lastDigits ?? '' })}</>;
}
