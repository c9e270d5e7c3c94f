import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSay } from '../../shared/hooks.ts';
import { Icon, againIcon, pictureIcon, soundIcon, type Drawing } from '../../shared/icons.tsx';
import { ErrorText } from '../../shared/parts.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import type { CaptchaState } from './useCaptcha.ts';

interface CaptchaFieldProps {
  readonly state: CaptchaState;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** Another challenge was asked for: what was typed, and what was wrong with it, no longer matter. */
  readonly onAnother: () => void;
  readonly error: Said | undefined;
}

/** Characters in a picture, or spoken numbers. Asking for another one empties the field and keeps everything else. */
export function CaptchaField({ state, value, onInput, onAnother, error }: CaptchaFieldProps): JSX.Element {
  const { t } = useTexts();
  const say = useSay();
  const { kind, renew, captcha, broken } = state;
  const picture = kind === 'picture';
  const another = async (wanted: typeof kind): Promise<void> => {
    onAnother();
    const trouble = await renew(wanted);
    if (!trouble && wanted === kind) say(t(picture ? 'captcha.renewedPicture' : 'captcha.renewedSound'));
  };
  return (
    <div class="field">
      <label for="captcha">{t(picture ? 'captcha.pictureLabel' : 'captcha.soundLabel')}</label>
      <p class="hint" id="captcha-hint">{picture ? t('captcha.pictureHint') : t('captcha.soundHint', { length: captcha?.length ?? 6 })}</p>
      <div class="captcha">
        {picture ? <Picture state={state} /> : <Sound state={state} />}
        <div role="alert">{broken && <p>{t('captcha.unavailable')}</p>}</div>
        <div class="row">
          <Button icon={againIcon} onPress={() => void another(kind)}>{t(picture ? 'captcha.newPicture' : 'captcha.newNumbers')}</Button>
          <Button icon={picture ? soundIcon : pictureIcon} onPress={() => void another(picture ? 'sound' : 'picture')}>
            {t(picture ? 'captcha.hear' : 'captcha.show')}
          </Button>
        </div>
        <input id="captcha" name="captcha" value={value} onInput={(event) => onInput(event.currentTarget.value)} autoComplete="off"
          autoCapitalize={picture ? 'characters' : 'none'} inputMode={picture ? 'text' : 'numeric'} spellcheck={false} maxLength={32} required
          aria-invalid={error ? 'true' : undefined} aria-describedby="captcha-hint captcha-error" />
      </div>
      <ErrorText id="captcha" error={error} />
    </div>
  );
}

function Picture({ state: { captcha, onBroken } }: { state: CaptchaState }): JSX.Element {
  const { t } = useTexts();
  return <img src={captcha?.media} alt={t('captcha.pictureAlt')} onError={onBroken} width={300} height={90} />;
}

/** Takes the focus when it comes instead of the picture: the next key press plays it. */
function Sound({ state: { captcha, onBroken } }: { state: CaptchaState }): JSX.Element {
  const { t } = useTexts();
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => player.current?.focus(), []);
  return <audio ref={player} controls preload="none" src={captcha?.media} aria-label={t('captcha.soundName')} onError={onBroken} />;
}

interface ButtonProps {
  readonly icon: Drawing;
  readonly onPress: () => void;
  readonly children: string;
}

const Button = ({ icon, onPress, children }: ButtonProps): JSX.Element => (
  <button class="btn quiet" type="button" onClick={onPress}><Icon of={icon} class="i-s" />{children}</button>
);
