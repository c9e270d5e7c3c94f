import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import type { Captcha, Portal } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Field, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { loadLater } from '../load.ts';
import { CaptchaField } from './CaptchaField.tsx';
import { useCaptcha } from './useCaptcha.ts';

const REFUSALS = {
  wrong: { picture: 'captcha.wrongPicture', sound: 'captcha.wrongSound' },
  old: { picture: 'captcha.oldPicture', sound: 'captcha.oldSound' },
} as const;

interface IdentifyProps {
  readonly portal: Portal;
  readonly user: string;
  readonly first: Captcha | undefined;
  readonly back: boolean;
}

export function Identify({ portal: { tenant, signIn }, user: asked, first, back }: IdentifyProps): JSX.Element {
  const { t, language } = useTexts();
  const controller = useController();
  const [user, setUser] = useState(asked);
  const [answer, setAnswer] = useState('');
  const [errors, showErrors] = useErrors<'user' | 'captcha'>();
  const { busy, trouble, send, retry } = useSending();
  const captcha = useCaptcha(first);
  const picture = captcha.kind === 'picture';

  /** A challenge is good for one answer, so every refusal brings a new one. */
  const newCaptcha = async (why: keyof typeof REFUSALS): Promise<Trouble | undefined> => {
    setAnswer('');
    const left = await captcha.renew(captcha.kind);
    if (!left) showErrors({ captcha: [REFUSALS[why][captcha.kind]] });
    return left;
  };
  const start = async (): Promise<Trouble | undefined> => {
    if (!captcha.captcha) return captcha.renew(captcha.kind);
    showErrors({});
    if (captcha.isOld()) return newCaptcha('old');
    const { challenge } = captcha.captcha;
    const left = await controller.start(user.trim(), { challenge, answer: answer.trim() }, language);
    if (left?.code === 'captcha_wrong') return newCaptcha('wrong');
    if (left?.code !== 'invalid_input') return left;
    await captcha.renew(captcha.kind);
    setAnswer('');
    showErrors({ user: ['identify.userWrong'] });
    return undefined;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const missing = {
      ...(user.trim() === '' && { user: ['identify.userMissing'] as const }),
      ...(answer.trim() === '' && { captcha: [picture ? 'captcha.missingPicture' : 'captcha.missingSound'] as const }),
    };
    if (Object.keys(missing).length) return showErrors(missing);
    send('next', start);
  };

  return (
    <Screen title={t('identify.title')} lead={t('identify.lead')} part={1} wrong={Object.keys(errors).length > 0}
      focus={back ? 'heading' : 'browser'}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} onFocusIn={() => void loadLater()} noValidate>
        <Field id="user" label={t('identify.user')} error={errors.user}
          hint={tenant.userIdExample ? t('identify.userHintLike', { example: tenant.userIdExample }) : t('identify.userHint')}
          input={{
            value: user, onInput: (event) => setUser(event.currentTarget.value), autoComplete: 'username', inputMode: 'email',
            autoCapitalize: 'none', spellcheck: false, maxLength: 320,
          }} />
        <CaptchaField state={captcha} value={answer} onInput={setAnswer} error={errors.captcha}
          onAnother={() => { setAnswer(''); showErrors({}); }} />
        <div class="actions">
          <Primary busy={busy === 'next'}>{t('page.next')}</Primary>
          {signIn && <a class="btn quiet" href={signIn.url}>{t('page.backToSignIn')}</a>}
        </div>
      </form>
    </Screen>
  );
}
