import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../api.ts';
import { nextMinute, timeOfDay } from '../clock.ts';
import type { PasswordReason, PasswordRules } from '../generated/api.ts';
import { useErrors, useSending } from '../hooks.ts';
import { alertIcon } from '../icons.tsx';
import { Field, Notice, Primary, TroubleNotice } from '../parts.tsx';
import { useTexts } from '../texts.ts';
import { Rules, Strength } from './PasswordAdvice.tsx';
import { PasswordField, asPassword } from './PasswordField.tsx';
import { reasonText } from './passwordTexts.ts';
import { refusal, rulesFor } from './rules.ts';
import { useAdvice, type Advise } from './useAdvice.ts';

interface NewPasswordProps {
  readonly user: string;
  readonly organisation: string;
  readonly rules: PasswordRules;
  readonly advise: Advise;
  /** Is the current password to be typed too? Not where the person has just proven something else. */
  readonly asksCurrent?: boolean;
  /** Stores it. Returns trouble that is left over. */
  readonly save: (password: string, current: string) => Promise<Trouble | undefined>;
  /** Is a field wrong? The screen around the form says so in its title. */
  readonly onWrong: (wrong: boolean) => void;
}

/** A new password, typed twice, with its rules and its strength while it is typed. */
export function NewPassword({ user, organisation, rules, advise, asksCurrent = false, save, onWrong }: NewPasswordProps): JSX.Element {
  const { t, language } = useTexts();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [visible, setVisible] = useState(false);
  const [refused, setRefused] = useState<readonly PasswordReason[]>([]);
  const [errors, setErrors] = useErrors<'current' | 'pw' | 'pw2'>();
  const { busy, trouble, send, retry } = useSending();
  const advice = useAdvice(password, advise);
  const showErrors: typeof setErrors = (shown) => {
    setErrors(shown);
    onWrong(Object.keys(shown).length > 0);
  };

  /** The step stays and no proof is asked again; passwords are the one thing that is not kept. */
  const refuse = (reasons: readonly PasswordReason[]): void => {
    setRefused(reasons);
    setPassword('');
    setAgain('');
    showErrors({ pw: [reasons.some(({ rule }) => rule === 'used_before') ? 'password.unused' : 'password.chooseOther'] });
  };
  const store = async (): Promise<Trouble | undefined> => {
    showErrors({});
    const left = await save(password, current);
    if (left?.code === 'current_password_wrong') {
      setCurrent('');
      showErrors({ current: ['password.currentWrong'] });
      return undefined;
    }
    if (left?.code === 'too_many_passwords') {
      showErrors({ pw: ['password.tooMany', { time: timeOfDay(nextMinute(Date.now() + (left.retryAfter ?? 60) * 1000), language) }] });
      return undefined;
    }
    if (left?.code === 'directory_unavailable') {
      showErrors({ pw: ['password.directoryAway'] });
      return undefined;
    }
    if (left?.code === 'outcome_unknown') {
      showErrors({ pw: ['password.outcomeUnknown'] });
      return undefined;
    }
    if (left?.code !== 'password_refused') return left;
    refuse(left.reasons ?? [{ rule: 'directory' }]);
    return undefined;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    setRefused([]);
    const wrong = refusal(rules, password);
    if (asksCurrent && current === '') return showErrors({ current: ['password.currentMissing'], ...(wrong && { pw: wrong }) });
    if (wrong) return showErrors({ pw: wrong });
    if (password !== again) return showErrors({ pw2: ['password.different'] });
    send('save', store);
  };
  const shown = { visible, onVisible: setVisible, controls: asksCurrent ? 'current pw pw2' : 'pw pw2' };

  return (
    <>
      <div role="alert">
        {refused.length > 0 && (
          <Notice kind="bad" icon={alertIcon} title={t('password.refused')}>
            {refused.map((reason) => <p key={reason.rule}>{t(...reasonText(reason, organisation))}</p>)}
          </Notice>
        )}
      </div>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        <input name="username" autoComplete="username" value={user} hidden readOnly />
        {asksCurrent && (
          <Field id="current" label={t('password.current')} error={errors.current}
            input={{ ...asPassword(visible), autoComplete: 'current-password', value: current, onInput: (event) => setCurrent(event.currentTarget.value) }} />
        )}
        <PasswordField id="pw" label={t('password.new')} error={errors.pw} describedBy="pw-rules pw-strength" {...shown}
          input={{ ...asPassword(visible), ...forGenerators(rules), autoComplete: 'new-password', value: password, onInput: (event) => setPassword(event.currentTarget.value) }}>
          <Strength advice={advice} empty={password === ''} />
          <Rules rules={rulesFor(rules, password, advice)} />
        </PasswordField>
        <Field id="pw2" label={t('password.again')} error={errors.pw2}
          input={{ ...asPassword(visible), autoComplete: 'new-password', value: again, onInput: (event) => setAgain(event.currentTarget.value) }} />
        <Primary busy={busy === 'save'}>{t('password.save')}</Primary>
      </form>
    </>
  );
}

/** Tells password managers what to make (an attribute of WebKit that others read too). */
const forGenerators = ({ minLength, maxLength, classes }: PasswordRules): { passwordrules: string } => ({
  passwordrules: `minlength: ${minLength}; maxlength: ${maxLength};${classes > 0 ? ' required: lower; required: upper; required: digit;' : ''}`,
});
