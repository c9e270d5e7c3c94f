import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CodeField, CodeUntil, plainCode, selectCode, useCodeTimes } from '../../shared/code/CodeField.tsx';
import { Resend, Resent } from '../../shared/code/Resend.tsx';
import type { Enrollment, MethodKind } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { MaskedAddress } from '../../shared/MaskedAddress.tsx';
import { Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { swapIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Key, type Said } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { codeError, resendError } from './errors.ts';
import type { Enrolling } from './useEnrollment.ts';

const LEADS: Readonly<Partial<Record<MethodKind, Key>>> = {
  sms: 'enroll.sentText', voice_mobile: 'enroll.sentCallMobile', voice_office: 'enroll.sentCallOffice', email: 'enroll.sentEmail',
};

interface EnterCodeProps {
  readonly enrolling: Enrolling;
  readonly enrollment: Enrollment;
  readonly above?: ComponentChildren;
  readonly onDone: () => void;
}

/** The code that was sent to an address or a number. */
export function EnterCode({ enrolling, enrollment, above, onDone }: EnterCodeProps): JSX.Element {
  const { t, rich, language } = useTexts();
  const { clock } = useServer();
  const [code, setCode] = useState('');
  const [errors, showErrors] = useErrors<'code'>();
  const { busy, trouble, send, retry } = useSending();
  const { via, digits, hint = {}, codeExpiresAt, resendAt, item, purpose } = enrollment;
  const refuse = (code: Said): void => {
    showErrors({ code });
    selectCode();
  };
  useCodeTimes(clock, codeExpiresAt, () => showErrors({ code: [resendAt ? 'code.expired' : 'enroll.expiredLast'] }, 'stay'));

  const check = (typed: string): void => {
    const plain = plainCode(typed);
    if (plain.length !== digits) return refuse(['code.missing', { digits }]);
    send('check', async () => {
      showErrors({});
      const left = await enrolling.prove(plain);
      if (!left) return void onDone();
      const error = codeError(left, enrollment);
      if (error) refuse(error);
      return error ? undefined : left;
    });
  };
  const resend = (): void => send('resend', async () => {
    const left = await enrolling.resend();
    const error = left && resendError(left, language);
    if (left && !error) return left;
    setCode('');
    showErrors(error ? { code: error } : {});
    return undefined;
  });

  const places = { digits, last: <strong>{hint.lastDigits}</strong>, address: <strong><MaskedAddress hint={hint} /></strong> };
  return (
    <Screen title={t('code.title')} lead={rich(LEADS[via] ?? 'enroll.sentEmail', places)} leadId="where" above={above} wrong={'code' in errors} focus={{ field: 'code' }}>
      <Resent resent={enrolling.resent} />
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={(event) => { event.preventDefault(); check(code); }} noValidate>
        <CodeField label={t('code.label', { digits })} digits={digits} value={code} onTyped={setCode} onFilled={check} error={errors.code} describedBy="where"
          hint={<CodeUntil at={codeExpiresAt} />} />
        <div class="actions">
          <Primary busy={busy === 'check'}>{t('code.check')}</Primary>
          {resendAt && <Resend clock={clock} kind={via} at={resendAt} busy={busy === 'resend'} onResend={resend} />}
        </div>
        <div class="links">
          <button type="button" onClick={enrolling.forget}>
            <Icon of={swapIcon} class="i-s" />{t(purpose === 'verify' ? 'enroll.stepBack' : item === 'email' ? 'enroll.otherAddress' : 'enroll.otherNumber')}
          </button>
          <a href="#help"><Icon of={helpIcon} class="i-s" />{t('page.contactHelp')}</a>
        </div>
      </form>
    </Screen>
  );
}
