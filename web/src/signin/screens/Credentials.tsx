import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Portal } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon, infoIcon } from '../../shared/icons.tsx';
import { Field, Notice, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { PasswordField, asPassword } from '../../shared/password/PasswordField.tsx';
import { keyIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Key } from '../../shared/texts.ts';
import { addressOf } from '../../shared/window.ts';
import { useController } from '../controller.ts';
import { loadLater } from '../load.ts';
import type { Notice as NoticeName } from '../state.ts';

const NOTICES: Readonly<Record<NoticeName, readonly [title: Key, more: Key]>> = {
  out: ['signin.out', 'signin.outMore'],
  everywhere: ['signin.everywhere', 'signin.everywhereMore'],
  ended: ['signin.ended', 'signin.endedMore'],
  fresh: ['signin.fresh', 'signin.freshMore'],
  tries: ['signin.tries', 'signin.triesMore'],
};

interface CredentialsProps {
  readonly portal: Portal;
  readonly asked: string;
  readonly notice: NoticeName | undefined;
  readonly back: boolean;
}

/** Both on one screen, in one form: password managers fill in both at once. */
export function Credentials({ portal: { tenant, returnTo }, asked, notice, back }: CredentialsProps): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const [user, setUser] = useState(asked);
  const [password, setPassword] = useState('');
  const [visible, setVisible] = useState(false);
  const [errors, showErrors] = useErrors<'user' | 'pw'>();
  const { busy, trouble, send, retry } = useSending();

  const submit = (event: Event): void => {
    event.preventDefault();
    const missing = {
      ...(user.trim() === '' && { user: ['identify.userMissing'] as const }),
      ...(password === '' && { pw: ['signin.passwordMissing'] as const }),
    };
    if (Object.keys(missing).length) return showErrors(missing);
    send('signin', async () => {
      showErrors({});
      const left = await controller.signIn(user.trim(), password);
      if (left?.code !== 'sign_in_refused' && left?.code !== 'invalid_input') return left;
      setPassword('');
      showErrors({ pw: ['signin.refused'] });
      return undefined;
    });
  };
  const organisation = tenant.name;

  return (
    <Screen title={t('signin.title')} wrong={Object.keys(errors).length > 0} focus={back ? 'heading' : 'browser'}
      lead={returnTo ? t('signin.leadPlace', { organisation, place: returnTo.label }) : t('signin.lead', { organisation })}>
      {notice && <Notice icon={infoIcon} title={t(NOTICES[notice][0])}><p class="small">{t(NOTICES[notice][1])}</p></Notice>}
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} onFocusIn={() => void loadLater()} noValidate>
        <Field id="user" label={t('identify.user')} error={errors.user}
          hint={tenant.userIdExample ? t('identify.userHintLike', { example: tenant.userIdExample }) : t('identify.userHint')}
          input={{
            value: user, onInput: (event) => setUser(event.currentTarget.value), autoComplete: 'username', inputMode: 'email',
            autoCapitalize: 'none', spellcheck: false, maxLength: 320,
          }} />
        <PasswordField id="pw" label={t('signin.password')} error={errors.pw} errorRole="alert" visible={visible} onVisible={setVisible}
          input={{ ...asPassword(visible), autoComplete: 'current-password', value: password, onInput: (event) => setPassword(event.currentTarget.value) }} />
        <Primary busy={busy === 'signin'}>{t('signin.title')}</Primary>
      </form>
      <div class="links">
        <a href={addressOf('/reset', { user: user.trim() })}><Icon of={keyIcon} class="i-s" />{t('signin.forgot')}</a>
      </div>
    </Screen>
  );
}
