import type { JSX, TargetedInputEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { ErrorText, Name, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { appIcon, keyIcon, outIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Key, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { Proof } from '../state.ts';

const DIGITS = 6;

const TEXTS: Readonly<Record<Proof, Readonly<Record<'lead' | 'label' | 'missing' | 'wrong', Key>>>> = {
  totp: { lead: 'proof.leadApp', label: 'proof.labelApp', missing: 'proof.missingApp', wrong: 'proof.wrongApp' },
  recovery_code: { lead: 'proof.leadSaved', label: 'proof.labelSaved', missing: 'proof.missingSaved', wrong: 'proof.wrongSaved' },
};

interface TypeCodeProps {
  readonly user: string;
  readonly proofs: readonly Proof[];
  readonly organisation: string;
}

/** The password was right, and the person has an app or saved codes: one of them is asked for too. */
export function TypeCode({ user, proofs, organisation }: TypeCodeProps): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  const [proof, choose] = useState<Proof>(proofs.includes('totp') ? 'totp' : 'recovery_code');
  const [code, setCode] = useState('');
  const [errors, showErrors] = useErrors<'code'>();
  const { busy, trouble, send, retry } = useSending();
  const autofilled = useRef(false);
  const saved = proof === 'recovery_code';
  const texts = TEXTS[proof];
  const other = proofs.find((each) => each !== proof);

  const refuse = (said: Said): void => {
    showErrors({ code: said });
    const input = document.getElementById('code');
    if (input instanceof HTMLInputElement) input.select();
  };
  const check = (typed: string): void => {
    const plain = typed.replace(/[\s\u2010-\u2015-]/g, '');
    if (saved ? plain === '' : !/^\d{6}$/.test(plain)) return refuse([texts.missing]);
    send('check', async () => {
      showErrors({});
      const left = await controller.prove(plain);
      if (left?.code !== 'code_mismatch' && left?.code !== 'invalid_input') return left;
      refuse([texts.wrong]);
      return undefined;
    });
  };
  /** A password manager that fills in the code leaves nothing to press. Once: a wrong code is not sent again and again. */
  const type = (event: TargetedInputEvent<HTMLInputElement>): void => {
    const { value } = event.currentTarget;
    setCode(value);
    const filled = !(event instanceof InputEvent) || !event.inputType || event.inputType === 'insertReplacementText';
    if (saved || !filled || autofilled.current || value.replace(/\D/g, '').length !== DIGITS) return;
    autofilled.current = true;
    check(value);
  };
  const swap = (to: Proof): void => {
    choose(to);
    setCode('');
    showErrors({});
  };
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current) document.getElementById('code')?.focus();
    arrived.current = true;
  }, [proof]);

  return (
    <Screen title={t('proof.title')} lead={rich(texts.lead, { user: <Name>{user}</Name>, organisation })} leadId="where" wrong={'code' in errors} focus={{ field: 'code' }}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={(event) => { event.preventDefault(); check(code); }} noValidate>
        <div class="field">
          <label for="code">{t(texts.label)}</label>
          <input class={`code ${saved ? 'long' : ''}`} id="code" name="code" value={code} onInput={type} required inputMode={saved ? 'text' : 'numeric'}
            autoComplete="one-time-code" autoCapitalize={saved ? 'characters' : 'none'} spellcheck={false} maxLength={32}
            aria-invalid={errors.code ? 'true' : undefined} aria-describedby="where code-error code-hint" />
          <ErrorText id="code" error={errors.code} role="alert" />
          <p class="hint" id="code-hint">{t('proof.private')}</p>
        </div>
        <Primary busy={busy === 'check'}>{t('proof.check')}</Primary>
        <p class="small soft">{t(saved ? 'proof.noneLeft' : other ? 'proof.lostSaved' : 'proof.lost')}</p>
        <div class="links">
          {other && (
            <button type="button" onClick={() => swap(other)}>
              <Icon of={saved ? appIcon : keyIcon} class="i-s" />{t(saved ? 'proof.useApp' : 'proof.useSaved')}
            </button>
          )}
          <a href="#help"><Icon of={helpIcon} class="i-s" />{t('page.contactHelp')}</a>
          <button type="button" onClick={() => void controller.beginAgain()}><Icon of={outIcon} class="i-s" />{t('signin.notYou')}</button>
        </div>
      </form>
    </Screen>
  );
}
