import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { MaskedAddress } from '../../shared/MaskedAddress.tsx';
import { Name, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { NumberField, type TypedNumber } from '../../shared/phone/NumberField.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { ChooseMethodStep, Method } from '../steps.ts';
import { METHODS } from './methods.ts';
import { Slow } from './Slow.tsx';

export function ChooseMethod({ step }: { step: ChooseMethodStep }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const [chosen, setChosen] = useState(step.methods[0]?.id);
  const [typed, setTyped] = useState<TypedNumber>({ number: '', region: step.region });
  const [errors, showErrors] = useErrors<'number'>();
  const { busy, trouble, send, retry } = useSending();

  const submit = (event: Event): void => {
    event.preventDefault();
    const method = step.methods.find(({ id }) => id === chosen);
    if (!method) return;
    const asked = METHODS[method.kind].number !== undefined;
    if (asked && typed.number.trim() === '') return showErrors({ number: ['method.numberMissing'] });
    send('send', async () => {
      showErrors({});
      const left = await controller.chooseMethod({ method: method.id, ...(asked && { ...typed, number: typed.number.trim() }) });
      const error = left && errorFor(left);
      if (error) showErrors({ number: error });
      return error ? undefined : left;
    });
  };

  return (
    <Screen title={t('method.title', { gate: step.gate })} lead={<Lead step={step} />} part={2} unlocks={step.outcome === 'unlocked'} wrong={'number' in errors}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        <fieldset class="choices">
          <legend class="vh">{t('method.legend')}</legend>
          {step.methods.map((method) => (
            <Choice key={method.id} method={method} checked={method.id === chosen} onChoose={() => setChosen(method.id)}
              typed={typed} onTyped={setTyped} error={errors.number} busy={busy === 'send'} />
          ))}
        </fieldset>
        <p class="small soft">{t('method.unknown')}</p>
        <div class="links"><a href="#help"><Icon of={helpIcon} class="i-s" />{t('method.none')}</a></div>
      </form>
    </Screen>
  );
}

function errorFor({ code, field }: Trouble): Said | undefined {
  if (code === 'number_mismatch') return ['method.numberOther'];
  return code === 'invalid_input' && (field === 'number' || field === 'region') ? ['method.numberWrong'] : undefined;
}

function Lead({ step: { user, gate, gates } }: { step: ChooseMethodStep }): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  return (
    <>
      {rich('method.lead', { gate, user: <Name>{user}</Name> })}{' '}
      {gates > 1 && gate === 1 && <>{t('method.gates', { gates })}{' '}</>}
      <button class="link" type="button" onClick={() => controller.restart('')}>{t('method.notYou')}</button>
    </>
  );
}

interface ChoiceProps {
  readonly method: Method;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly typed: TypedNumber;
  readonly onTyped: (typed: TypedNumber) => void;
  readonly error: Said | undefined;
  readonly busy: boolean;
}

/** A card that opens when it is chosen. The focus stays on the radio button; Tab goes into the open part. */
function Choice({ method, checked, onChoose, typed, onTyped, error, busy }: ChoiceProps): JSX.Element {
  const { t } = useTexts();
  const texts = METHODS[method.kind];
  return (
    <div class="choice">
      <label>
        <input type="radio" name="method" value={method.id} checked={checked} onChange={onChoose} />
        <span>{t(texts.name)}<small><MethodHint method={method} /></small></span>
        <Icon of={texts.icon} />
      </label>
      {checked && (
        <div class="more">
          <Slow method={method} />
          {texts.number && <NumberField label={t(texts.number.label)} hint={t(texts.number.hint)} typed={typed} onTyped={onTyped} error={error} />}
          <Primary busy={busy}>{t(texts.act)}</Primary>
        </div>
      )}
    </div>
  );
}

function MethodHint({ method: { kind, hint } }: { method: Method }): JSX.Element {
  const { t } = useTexts();
  switch (kind) {
    case 'sms':
    case 'voice_mobile':
    case 'voice_office':
      return <>{t('method.hintPhone', { digits: hint.lastDigits ?? '' })}</>;
    case 'email':
      return <MaskedAddress hint={hint} />;
    case 'totp':
      return <>{t('method.hintTotp')}</>;
    case 'recovery_code':
      return <>{t('method.hintRecovery')}</>;
    case 'security_questions':
      return <>{t('method.hintQuestions')}</>;
  }
}
