import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Field, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { NumberField } from '../../shared/phone/NumberField.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import type { Around } from './Enroll.tsx';
import { valueError } from './errors.ts';
import type { Task } from './task.ts';
import type { Typed } from './typed.ts';
import type { Enrolling } from './useEnrollment.ts';
import { Via } from './Via.tsx';

const TITLES = { email: 'enroll.email', mobile: 'enroll.mobile', office: 'enroll.office' } as const satisfies Record<string, Key>;

interface ValueFormProps extends Around {
  readonly task: Task;
  readonly typed: Typed;
  readonly onTyped: (typed: Typed) => void;
  readonly begin: Enrolling['begin'];
}

/** A new address or number, and how its code should travel. */
export function ValueForm({ task: { item, purpose, via }, typed, onTyped, begin, above, leave }: ValueFormProps): JSX.Element {
  const { t, language } = useTexts();
  const [kind, setKind] = useState(via[0]);
  const [errors, showErrors] = useErrors<'number' | 'address'>();
  const { busy, trouble, send, retry } = useSending();
  const field = item === 'email' ? 'address' : 'number';

  const submit = (event: Event): void => {
    event.preventDefault();
    const value = typed.value.trim();
    if (value === '') return showErrors({ [field]: [item === 'email' ? 'enroll.addressMissing' : 'enroll.numberMissing'] });
    send('send', async () => {
      showErrors({});
      const left = await begin(kind, { ...typed, value });
      const error = left && valueError(left, item, language);
      if (error) showErrors({ [field]: error });
      return error ? undefined : left;
    });
  };

  return (
    <Screen title={t(TITLES[item as keyof typeof TITLES], { purpose })} lead={t(item === 'email' ? 'enroll.emailLead' : 'enroll.phoneLead')} above={above}
      wrong={Object.keys(errors).length > 0}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        {item === 'email' ? (
          <Field id="address" label={t('enroll.address')} hint={t('enroll.addressHint')} error={errors.address}
            input={{
              type: 'text', inputMode: 'email', autoComplete: 'email', autoCapitalize: 'none', spellcheck: false, maxLength: 254, value: typed.value,
              onInput: (event) => onTyped({ ...typed, value: event.currentTarget.value }),
            }} />
        ) : (
          <NumberField label={t(item === 'mobile' ? 'enroll.numberMobile' : 'enroll.numberOffice')} hint={t('enroll.numberHint')} error={errors.number}
            typed={{ number: typed.value, region: typed.region }} onTyped={({ number, region }) => onTyped({ value: number, region })} />
        )}
        <Via kinds={via} chosen={kind} onChoose={setKind} />
        <div class="actions">
          <Primary busy={busy === 'send'}>{t(kind === 'voice_office' ? 'enroll.callMe' : 'enroll.send')}</Primary>
          {leave}
        </div>
      </form>
    </Screen>
  );
}
