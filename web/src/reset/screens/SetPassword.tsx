import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PasswordReason, PasswordRules } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { alertIcon } from '../../shared/icons.tsx';
import { ErrorText, Field, Name, Notice, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { SetPasswordStep } from '../steps.ts';
import { Rules, Strength } from './PasswordAdvice.tsx';
import { reasonText } from './passwordTexts.ts';
import { refusal, rulesFor } from './rules.ts';
import { useAdvice } from './useAdvice.ts';

const TEXT = { type: 'text' } as const;
const HIDDEN = { type: 'password' } as const;

export function SetPassword({ step: { user, rules }, organisation }: { step: SetPasswordStep; organisation: string }): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [visible, setVisible] = useState(false);
  const [refused, setRefused] = useState<readonly PasswordReason[]>([]);
  const [errors, showErrors] = useErrors<'pw' | 'pw2'>();
  const { busy, trouble, send, retry } = useSending();
  const advice = useAdvice(password);
  const input = { ...(visible ? TEXT : HIDDEN), autoComplete: 'new-password', autoCapitalize: 'none', spellcheck: false } as const;

  /** The step stays and no proof is asked again; passwords are the one thing that is not kept. */
  const refuse = (reasons: readonly PasswordReason[]): void => {
    setRefused(reasons);
    setPassword('');
    setAgain('');
    showErrors({ pw: [reasons.some(({ rule }) => rule === 'used_before') ? 'password.unused' : 'password.chooseOther'] });
  };
  const save = (event: Event): void => {
    event.preventDefault();
    const wrong = refusal(rules, password);
    setRefused([]);
    if (wrong) return showErrors({ pw: wrong });
    if (password !== again) return showErrors({ pw2: ['password.different'] });
    send('save', async () => {
      showErrors({});
      const left = await controller.setPassword(password);
      if (left?.code !== 'password_refused') return left;
      refuse(left.reasons ?? [{ rule: 'directory' }]);
      return undefined;
    });
  };

  return (
    <Screen title={t('password.title')} lead={rich('password.lead', { user: <Name>{user}</Name> })} part={3}
      wrong={Object.keys(errors).length > 0} focus={{ field: 'pw' }}>
      <div role="alert">
        {refused.length > 0 && (
          <Notice kind="bad" icon={alertIcon} title={t('password.refused')}>
            {refused.map((reason) => <p key={reason.rule}>{t(...reasonText(reason, organisation))}</p>)}
          </Notice>
        )}
      </div>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={save} noValidate>
        <input name="username" autoComplete="username" value={user} hidden readOnly />
        <div class="field">
          <label for="pw">{t('password.new')}</label>
          <div class="inside">
            <input {...input} {...forGenerators(rules)} id="pw" name="pw" value={password} onInput={(event) => setPassword(event.currentTarget.value)}
              required aria-invalid={errors.pw ? 'true' : undefined} aria-describedby="pw-error pw-rules pw-strength" />
            <button class="btn quiet" type="button" aria-controls="pw pw2" onClick={() => setVisible(!visible)}>
              {t(visible ? 'password.hide' : 'password.show')}<span class="vh">{t('password.showWhat')}</span>
            </button>
          </div>
          <ErrorText id="pw" error={errors.pw} />
          <Strength advice={advice} empty={password === ''} />
          <Rules rules={rulesFor(rules, password, advice)} />
        </div>
        <Field id="pw2" label={t('password.again')} error={errors.pw2}
          input={{ ...input, value: again, onInput: (event) => setAgain(event.currentTarget.value) }} />
        <Primary busy={busy === 'save'}>{t('password.save')}</Primary>
      </form>
    </Screen>
  );
}

/** Tells password managers what to make (an attribute of WebKit that others read too). */
const forGenerators = ({ minLength, maxLength, classes }: PasswordRules): { passwordrules: string } => ({
  passwordrules: `minlength: ${minLength}; maxlength: ${maxLength};${classes > 0 ? ' required: lower; required: upper; required: digit;' : ''}`,
});
