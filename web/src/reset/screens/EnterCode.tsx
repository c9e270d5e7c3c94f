import type { JSX, TargetedInputEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import { timeOfDay } from '../../shared/clock.ts';
import { useErrors, useOnReaching, useSay, useSecondsUntil, useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { ErrorText, Notice, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { isSent, type EnterCodeStep } from '../steps.ts';
import { MaskedAddress } from './MaskedAddress.tsx';
import { METHODS } from './methods.ts';
import { Resend } from './Resend.tsx';
import { mailIcon, swapIcon } from '../../shared/stepIcons.ts';

export function EnterCode({ step, organisation }: { step: EnterCodeStep; organisation: string }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const [code, setCode] = useState('');
  const [errors, showErrors] = useErrors<'code'>();
  const { busy, trouble, send, retry } = useSending();
  const autofilled = useRef(false);
  const recovery = step.method.kind === 'recovery_code';
  const refuse = (code: Said): void => {
    showErrors({ code });
    const input = document.getElementById('code');
    if (input instanceof HTMLInputElement) input.select();
  };
  useCodeTimes(step, () => showErrors({ code: [step.resendAt ? 'code.expired' : 'code.expiredLast'] }, 'stay'));

  const check = (typed: string): void => {
    const plain = typed.replace(/[\s\u2010-\u2015-]/g, '');
    if (recovery ? plain === '' : plain.length !== step.digits) {
      return refuse(recovery ? ['code.missingRecovery'] : ['code.missing', { digits: step.digits }]);
    }
    send('check', async () => {
      showErrors({});
      const left = await controller.answer(step, plain);
      const error = left && errorFor(left, step);
      if (error) refuse(error);
      return error ? undefined : left;
    });
  };
  /** A browser that fills in the code from a message leaves nothing to press. Once: a wrong code is not sent again and again. */
  const type = (event: TargetedInputEvent<HTMLInputElement>): void => {
    const { value } = event.currentTarget;
    setCode(value);
    const filled = !(event instanceof InputEvent) || !event.inputType || event.inputType === 'insertReplacementText';
    if (!filled || autofilled.current || value.replace(/\D/g, '').length !== step.digits) return;
    autofilled.current = true;
    check(value);
  };
  const resend = (): void => send('resend', async () => {
    const left = await controller.resend();
    if (left) return left;
    setCode('');
    showErrors({});
    autofilled.current = false;
    return undefined;
  });

  return (
    <Screen title={t('code.title')} lead={<Lead step={step} organisation={organisation} />} leadId="where" part={2} wrong={'code' in errors}
      focus={{ field: 'code' }}>
      <div role="status">
        {step.resent && <Notice kind="good" icon={mailIcon} title={t('code.resent')}><p class="small">{t('code.resentMore')}</p></Notice>}
      </div>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={(event) => { event.preventDefault(); check(code); }} noValidate>
        <div class="field">
          <label for="code">{recovery ? t('code.labelRecovery') : t('code.label', { digits: step.digits })}</label>
          <input class={`code ${recovery || step.digits > 6 ? 'long' : ''}`} id="code" name="code" value={code} onInput={type} required
            inputMode={recovery ? 'text' : 'numeric'} autoComplete="one-time-code" autoCapitalize={recovery ? 'characters' : 'none'}
            spellcheck={false} maxLength={32} aria-invalid={errors.code ? 'true' : undefined} aria-describedby="where code-error code-hint" />
          <ErrorText id="code" error={errors.code} role="alert" />
          <Until step={step} />
        </div>
        <div class="actions">
          <Primary busy={busy === 'check'}>{t('code.check')}</Primary>
          {isSent(step.method.kind) && step.resendAt && <Resend kind={step.method.kind} at={step.resendAt} busy={busy === 'resend'} onResend={resend} />}
        </div>
        <div class="links">
          <button type="button" aria-busy={busy === 'another' ? 'true' : undefined} onClick={() => send('another', controller.another)}>
            <Icon of={swapIcon} class="i-s" />{t('code.another')}
          </button>
          <a href="#help"><Icon of={helpIcon} class="i-s" />{t('page.contactHelp')}</a>
        </div>
      </form>
    </Screen>
  );
}

function errorFor({ code }: Trouble, { method, digits, resendAt }: EnterCodeStep): Said | undefined {
  switch (code) {
    case 'code_mismatch':
    case 'invalid_input':
      return [METHODS[method.kind].wrong, { digits }];
    case 'code_expired':
      return [resendAt ? 'code.expired' : 'code.expiredLast'];
    case 'too_many_tries':
      return [resendAt ? 'code.used' : 'code.usedLast'];
    default:
      return undefined;
  }
}

/** Says when the code has a minute left; at its end the field says so. */
function useCodeTimes({ codeExpiresAt }: EnterCodeStep, onExpired: () => void): void {
  const { t } = useTexts();
  const say = useSay();
  const left = useSecondsUntil(useController().clock, codeExpiresAt);
  useOnReaching(left, 60, () => say(t('code.minuteLeft')));
  useOnReaching(left, 0, onExpired);
}

function Lead({ step: { method, digits }, organisation }: { step: EnterCodeStep; organisation: string }): JSX.Element {
  const { rich } = useTexts();
  const places = { digits, last: <strong>{method.hint.lastDigits}</strong>, address: <MaskedAddress hint={method.hint} />, organisation };
  return <>{rich(METHODS[method.kind].lead, places)}</>;
}

function Until({ step: { codeExpiresAt } }: { step: EnterCodeStep }): JSX.Element {
  const { t, rich, language } = useTexts();
  if (!codeExpiresAt) return <p class="hint" id="code-hint">{t('code.private')}</p>;
  const time = <time dateTime={codeExpiresAt}>{timeOfDay(Date.parse(codeExpiresAt), language)}</time>;
  return <p class="hint" id="code-hint">{rich('code.until', { time })}</p>;
}
