import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PasswordAdvice } from '../generated/api.ts';
import { useSay } from '../hooks.ts';
import { Icon } from '../icons.tsx';
import { useTexts } from '../texts.ts';
import { STRENGTHS } from './passwordTexts.ts';
import type { Rule } from './rules.ts';
import { doneIcon, todoIcon } from '../stepIcons.ts';

const SPEAK_AFTER_MS = 800;

/** A word and four bars. The last estimate stays while the next one is on its way, so that nothing flickers. */
export function Strength({ advice, empty }: { advice: PasswordAdvice | undefined; empty: boolean }): JSX.Element {
  const { t, rich } = useTexts();
  const say = useSay();
  const shown = useRef<number | undefined>(undefined);
  shown.current = empty ? undefined : (advice?.strength ?? shown.current);
  const strength = shown.current;
  const [level, meaning] = STRENGTHS[strength ?? 0] ?? ['password.weak', 'password.weakMeaning'];
  useEffect(() => {
    if (!advice) return undefined;
    const timer = setTimeout(() => say(t('password.strength', { level: t(level), meaning: t(meaning) })), SPEAK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [advice]);
  return (
    <>
      <div class="strength" data-level={strength === undefined ? 0 : Math.max(1, strength)} aria-hidden="true"><span /><span /><span /><span /></div>
      <p class="small" id="pw-strength">
        {strength === undefined ? t('password.strengthIdle') : rich('password.strength', { level: <strong>{t(level)}</strong>, meaning: t(meaning) })}
      </p>
    </>
  );
}

/** Rules tick when they are met, and never turn red. */
export function Rules({ rules }: { rules: readonly Rule[] }): JSX.Element {
  const { t } = useTexts();
  return (
    <ul class="rules" id="pw-rules" aria-label={t('password.rules')}>
      {rules.map(({ text, met }) => (
        <li key={text[0]} class={met ? 'ok' : undefined}>
          <Icon of={met ? doneIcon : todoIcon} />
          <span><span class="vh">{t(met ? 'state.done' : 'state.todo')}</span>{t(...text)}</span>
        </li>
      ))}
    </ul>
  );
}
