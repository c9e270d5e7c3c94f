import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChooseNeed as Choice } from '../../shared/generated/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import { useController } from '../controller.ts';

const NEEDS: readonly (readonly [Choice['need'], Key, Key])[] = [
  ['reset', 'need.reset', 'need.resetHint'],
  ['unlock', 'need.unlock', 'need.unlockHint'],
];

export function ChooseNeed(): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const [chosen, setChosen] = useState<Choice['need']>('reset');
  const { busy, trouble, send, retry } = useSending();
  const submit = (event: Event): void => {
    event.preventDefault();
    send('next', () => controller.chooseNeed(chosen));
  };
  return (
    <Screen title={t('need.title')} lead={t('need.lead')} part={1}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        <fieldset class="choices">
          <legend class="vh">{t('need.title')}</legend>
          {NEEDS.map(([need, label, hint]) => (
            <div class="choice" key={need}>
              <label>
                <input type="radio" name="need" value={need} checked={chosen === need} onChange={() => setChosen(need)} />
                <span>{t(label)}<small>{t(hint)}</small></span>
              </label>
            </div>
          ))}
        </fieldset>
        <Primary busy={busy === 'next'}>{t('page.next')}</Primary>
      </form>
    </Screen>
  );
}
