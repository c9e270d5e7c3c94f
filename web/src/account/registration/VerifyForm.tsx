import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import type { MethodKind } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { MaskedAddress } from '../../shared/MaskedAddress.tsx';
import { ErrorText, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import type { Around } from './Enroll.tsx';
import { valueError } from './errors.ts';
import type { Task } from './task.ts';
import { Via } from './Via.tsx';

const LEADS = { email: 'enroll.verifyEmail', mobile: 'enroll.verifyMobile', office: 'enroll.verifyOffice' } as const satisfies Record<string, Key>;

interface VerifyFormProps extends Around {
  readonly task: Task;
  readonly begin: (via: MethodKind) => Promise<Trouble | undefined>;
}

/** A value that somebody else filled in: it is shown, not changed, and has to be proven. */
export function VerifyForm({ task: { item, via, method }, begin, above, leave }: VerifyFormProps): JSX.Element {
  const { t, rich, language } = useTexts();
  const [kind, setKind] = useState(via[0]);
  const [errors, showErrors] = useErrors<'send'>();
  const { busy, trouble, send, retry } = useSending();
  const hint = method?.hint ?? {};
  const places = { last: <strong>{hint.lastDigits}</strong>, address: <strong><MaskedAddress hint={hint} /></strong> };

  const submit = (event: Event): void => {
    event.preventDefault();
    if (!kind) return;
    send('send', async () => {
      showErrors({});
      const left = await begin(kind);
      const error = left && valueError(left, item, language);
      if (error) showErrors({ send: error });
      return error ? undefined : left;
    });
  };

  return (
    <Screen title={t('enroll.verify')} lead={rich(LEADS[item as keyof typeof LEADS], places)} above={above} wrong={'send' in errors}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        <Via kinds={via} chosen={kind} onChoose={setKind} />
        <div class="actions">
          <ErrorText id="send" error={errors.send} role="alert" />
          <Primary busy={busy === 'send'}>{t(kind === 'voice_office' ? 'enroll.callMe' : 'enroll.send')}</Primary>
          {leave}
        </div>
      </form>
    </Screen>
  );
}
