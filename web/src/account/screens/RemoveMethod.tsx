import type { JSX } from 'preact';
import { call } from '../../shared/api.ts';
import type { RegisteredMethod } from '../../shared/generated/api.ts';
import { useSending } from '../../shared/hooks.ts';
import { alertIcon, infoIcon } from '../../shared/icons.tsx';
import { Notice, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import { useRegistering } from '../registration/context.ts';
import { useServer } from '../server.ts';
import { useToast } from '../Toast.tsx';
import { MethodHint } from './MethodHint.tsx';

/** A page of its own, so that nothing is removed by one press. */
export function RemoveMethod({ method }: { method: RegisteredMethod }): JSX.Element {
  const { t, rich } = useTexts();
  const server = useServer();
  const announce = useToast();
  const { registration, portal, take, reload, needFresh } = useRegistering();
  const { busy, trouble, send, retry } = useSending();
  const what = t(ITEMS[method.item].name);
  const left = registration.methods.filter(({ id, verified }) => verified && id !== method.id).length;

  const remove = (event: Event): void => {
    event.preventDefault();
    send('remove', async () => {
      const trouble = take(await server.ask(call('POST /account/methods/{method}/remove', undefined, { params: { method: method.id } })));
      if (trouble?.code === 'reauthentication_needed') return void needFresh();
      if (trouble && trouble.code !== 'not_found') return trouble;
      if (trouble) await reload();
      announce(t('remove.done', { what }));
      location.replace('#');
      return undefined;
    });
  };
  return (
    <Screen title={t('remove.title', { item: method.item })}
      lead={method.hint ? rich('remove.lead', { address: <strong><MethodHint method={method} /></strong> }) : t('remove.leadShort')}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <Notice {...(left === 0 ? { kind: 'warn', icon: alertIcon } : { icon: infoIcon })} title={t('remove.left', { left })}>
        <p class="small">{t(left === 0 ? 'remove.none' : 'remove.enough', { organisation: portal.tenant.name })}</p>
      </Notice>
      <form class="actions" onSubmit={remove}>
        <button class="btn danger" aria-busy={busy ? 'true' : undefined}>{t('remove.do')}</button>
        <a class="btn quiet" href="#">{t('remove.keep')}</a>
      </form>
    </Screen>
  );
}
