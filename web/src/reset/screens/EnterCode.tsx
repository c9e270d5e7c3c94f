import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import { CodeField, CodeUntil, plainCode, selectCode, useCodeTimes } from '../../shared/code/CodeField.tsx';
import { Resend, Resent } from '../../shared/code/Resend.tsx';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { useWatch } from '../../shared/watch.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { MaskedAddress } from '../../shared/MaskedAddress.tsx';
import { Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { swapIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { isSent, type EnterCodeStep } from '../steps.ts';
import { METHODS } from './methods.ts';
import { Slow } from './Slow.tsx';
import { Told, isSettled } from './Told.tsx';

export function EnterCode({ step, organisation }: { step: EnterCodeStep; organisation: string }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const [code, setCode] = useState('');
  const [errors, showErrors] = useErrors<'code'>();
  const { busy, trouble, send, retry } = useSending();
  const recovery = step.method.kind === 'recovery_code';
  const refuse = (code: Said): void => {
    showErrors({ code });
    selectCode();
  };
  useCodeTimes(controller.clock, step.codeExpiresAt, () => showErrors({ code: [step.resendAt ? 'code.expired' : 'code.expiredLast'] }, 'stay'));

  useWatch(isSettled(step.message) ? undefined : `${step.challenge} ${step.message}`, () => controller.look());

  const check = (typed: string): void => {
    const plain = plainCode(typed);
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
  const resend = (): void => send('resend', async () => {
    const left = await controller.resend();
    if (left) return left;
    setCode('');
    showErrors({});
    return undefined;
  });

  const another = (): void => send('another', controller.another);

  return (
    <Screen title={t('code.title')} lead={<Lead step={step} organisation={organisation} />} leadId="where" part={2} unlocks={step.outcome === 'unlocked'} wrong={'code' in errors}
      focus={{ field: 'code' }}>
      <Resent resent={step.resent} />
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <Slow method={step.method} />
      <Told step={step} onAnother={another} />
      <form class="stack" onSubmit={(event) => { event.preventDefault(); check(code); }} noValidate>
        <CodeField label={recovery ? t('code.labelRecovery') : t('code.label', { digits: step.digits })} digits={recovery ? 0 : step.digits}
          value={code} onTyped={setCode} onFilled={check} error={errors.code} describedBy="where" hint={<CodeUntil at={step.codeExpiresAt} />} />
        <div class="actions">
          <Primary busy={busy === 'check'}>{t('code.check')}</Primary>
          {isSent(step.method.kind) && step.resendAt && <Resend clock={controller.clock} kind={step.method.kind} at={step.resendAt} busy={busy === 'resend'} onResend={resend} />}
        </div>
        <div class="links">
          <button type="button" aria-busy={busy === 'another' ? 'true' : undefined} onClick={another}>
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

function Lead({ step: { method, digits }, organisation }: { step: EnterCodeStep; organisation: string }): JSX.Element {
  const { rich } = useTexts();
  const places = { digits, last: <strong>{method.hint.lastDigits}</strong>, address: <MaskedAddress hint={method.hint} />, organisation };
  return <>{rich(METHODS[method.kind].lead, places)}</>;
}
