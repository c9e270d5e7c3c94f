import type { JSX } from 'preact';
import type { MethodKind } from '../../shared/generated/api.ts';
import { useTexts } from '../../shared/texts.ts';

interface ViaProps {
  readonly kinds: readonly MethodKind[];
  readonly chosen: MethodKind | undefined;
  readonly onChoose: (kind: MethodKind) => void;
}

/** How the code should travel, where there is a choice. */
export function Via({ kinds, chosen, onChoose }: ViaProps): JSX.Element | null {
  const { t } = useTexts();
  if (kinds.length < 2) return null;
  return (
    <fieldset>
      <legend>{t('enroll.how')}</legend>
      {kinds.map((kind) => (
        <label key={kind} class="check">
          <input type="radio" name="via" value={kind} checked={kind === chosen} onChange={() => onChoose(kind)} />
          {t(kind === 'sms' ? 'enroll.text' : 'enroll.call')}
        </label>
      ))}
    </fieldset>
  );
}
