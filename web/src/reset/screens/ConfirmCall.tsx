import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import { useCodeTimes } from '../../shared/code/CodeField.tsx';
import { Resend, Resent } from '../../shared/code/Resend.tsx';
import { useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { Screen, TroubleNotice } from '../../shared/parts.tsx';
import { clockIcon, swapIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Key } from '../../shared/texts.ts';
import { useWatch } from '../../shared/watch.ts';
import { useController } from '../controller.ts';
import type { ConfirmCallStep } from '../steps.ts';
import { Slow } from './Slow.tsx';
import { Told } from './Told.tsx';

/** Somebody waits for the phone: looks often. */
const LOOK_MS = 4000;

/** The two digits that are typed on the phone. When they were, the page goes on by itself. */
export function ConfirmCall({ step }: { step: ConfirmCallStep }): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  const { busy, trouble, send, retry } = useSending();
  const [refused, setRefused] = useState<Key>();
  const over = step.resendAt ? 'call.over' : 'call.overLast';
  useCodeTimes(controller.clock, step.codeExpiresAt, () => setRefused(over));
  useEffect(() => setRefused(undefined), [step.challenge]);
  useWatch(step.confirmed || refused ? undefined : step.challenge, () => controller.look(), LOOK_MS);

  const goOn = async (): Promise<Trouble | undefined> => {
    const left = await controller.goOn(step);
    const ended = left?.code === 'code_expired' || left?.code === 'code_mismatch' || left?.code === 'too_many_tries';
    if (ended) setRefused(over);
    return ended ? undefined : left;
  };
  useEffect(() => {
    if (step.confirmed) send('goOn', goOn);
  }, [step.confirmed, step.challenge]);
  const another = (): void => send('another', controller.another);
  const lead = step.method.kind === 'voice_office' ? 'call.leadOffice' : 'call.leadMobile';

  return (
    <Screen title={t('call.title')} lead={rich(lead, { last: <strong>{step.method.hint.lastDigits}</strong> })} leadId="where" part={2} unlocks={step.outcome === 'unlocked'}>
      <Resent resent={step.resent} />
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <Slow method={step.method} />
      <p class="number"><span class="vh">{t('call.number')}</span><bdi>{step.number}</bdi></p>
      <p class="small soft">{t('call.private')}</p>
      <Told step={step} onAnother={another} />
      <div role="alert">{refused && <p class="error">{t(refused)}</p>}</div>
      {!refused && !step.message && <p class="small told"><Icon of={clockIcon} class="i-s" />{t('call.waiting')}</p>}
      {step.resendAt && (
        <div class="actions">
          <Resend clock={controller.clock} kind={step.method.kind} at={step.resendAt} busy={busy === 'resend'} onResend={() => send('resend', controller.resend)} />
        </div>
      )}
      <div class="links">
        <button type="button" aria-busy={busy === 'another' ? 'true' : undefined} onClick={another}><Icon of={swapIcon} class="i-s" />{t('code.another')}</button>
        <a href="#help"><Icon of={helpIcon} class="i-s" />{t('page.contactHelp')}</a>
      </div>
    </Screen>
  );
}
