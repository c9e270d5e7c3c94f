import type { JSX } from 'preact';
import { call } from '../../shared/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { Screen, TroubleNotice } from '../../shared/parts.tsx';
import { appIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useRegistering } from './context.ts';
import { plan } from './task.ts';
import { TaskItem } from './TaskItem.tsx';
import { goOn } from './Onward.tsx';

/** What is missing, why, and how long it takes. It may be put off as often as the organisation says. */
export function Interrupt({ onStart }: { onStart: () => void }): JSX.Element {
  const { t } = useTexts();
  const server = useServer();
  const { portal, registration, take } = useRegistering();
  const { busy, trouble, send, retry } = useSending();
  const { missing, maySkip, skipsLeft } = registration;
  const skip = (): void => send('skip', async () => {
    const outcome = await server.ask(call('POST /account/registration/skip', undefined));
    if (!outcome.ok) return take(outcome);
    goOn(portal);
    return undefined;
  });
  return (
    <Screen title={t('register.title')} lead={t('register.lead', { organisation: portal.tenant.name, missing })} medal={{ icon: appIcon, calm: true }}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <ol class="items">{plan(registration).map((task) => <TaskItem key={task.item} task={task} />)}</ol>
      <div class="actions">
        <button class="btn primary" type="button" onClick={onStart}>{t('register.start')}</button>
        {maySkip && <button class="btn quiet" type="button" aria-busy={busy ? 'true' : undefined} aria-describedby="skips" onClick={skip}>{t('register.skip')}</button>}
      </div>
      {maySkip && <p class="hint" id="skips">{t('register.skipsLeft', { left: skipsLeft })}</p>}
    </Screen>
  );
}
