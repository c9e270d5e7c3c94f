import type { JSX } from 'preact';
import { call } from '../../shared/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { Icon } from '../../shared/icons.tsx';
import { Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { appIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import { MethodHint } from '../screens/MethodHint.tsx';
import { useServer } from '../server.ts';
import { useRegistering } from './context.ts';
import { goOn } from './Onward.tsx';

/** Asked now and then: a number of last year helps nobody. */
export function StillCorrect(): JSX.Element {
  const { t } = useTexts();
  const server = useServer();
  const { portal, registration, take } = useRegistering();
  const { busy, trouble, send, retry } = useSending();
  const confirm = (event: Event): void => {
    event.preventDefault();
    send('confirm', async () => {
      const outcome = await server.ask(call('POST /account/registration/confirm', undefined));
      // Something went missing meanwhile: the newest status says what.
      if (!outcome.ok) return outcome.trouble;
      goOn(portal);
      return take(outcome);
    });
  };
  return (
    <Screen title={t('still.title')} lead={t('still.lead')} medal={{ icon: appIcon, calm: true }}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <ul class="items">
        {registration.methods.filter(({ usableUntil }) => usableUntil === undefined).map((method) => (
          <li class="item" key={method.id}>
            <Icon of={ITEMS[method.item].icon} />
            <div>
              <h2>{t(ITEMS[method.item].name)}</h2>
              <small><MethodHint method={method} /></small>
            </div>
          </li>
        ))}
      </ul>
      <form class="actions" onSubmit={confirm}>
        <Primary busy={busy === 'confirm'}>{t('still.yes')}</Primary>
        <a class="btn quiet" href="#">{t('still.no')}</a>
      </form>
    </Screen>
  );
}
