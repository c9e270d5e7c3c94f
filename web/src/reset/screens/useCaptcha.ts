import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import type { Captcha } from '../../shared/generated/api.ts';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';

export interface CaptchaState {
  readonly captcha: Captcha | undefined;
  readonly kind: Captcha['kind'];
  /** The picture or sound itself did not come. */
  readonly broken: boolean;
  readonly onBroken: () => void;
  /** A challenge lives for five minutes, which may pass while somebody looks for a user ID. */
  readonly isOld: () => boolean;
  readonly renew: (kind: Captcha['kind']) => Promise<Trouble | undefined>;
}

/** The challenge on the screen: the one that came with the page, then as many new ones as asked for. */
export function useCaptcha(first: Captcha | undefined): CaptchaState {
  const controller = useController();
  const { language } = useTexts();
  const [captcha, setCaptcha] = useState(first);
  const [broken, setBroken] = useState(false);
  const newest = useRef(0);

  const renew = useCallback(async (kind: Captcha['kind']): Promise<Trouble | undefined> => {
    const mine = ++newest.current;
    const outcome = await controller.captcha(kind, language);
    if (mine !== newest.current) return undefined; // pressed again meanwhile
    setBroken(!outcome.ok);
    if (!outcome.ok) return outcome.trouble;
    setCaptcha(outcome.answer);
    return undefined;
  }, [language]);

  useEffect(() => {
    if (!first) void renew('picture');
  }, []);
  return {
    captcha, broken, renew,
    kind: captcha?.kind ?? 'picture',
    onBroken: () => setBroken(true),
    isOld: () => captcha !== undefined && controller.clock.secondsUntil(captcha.expiresAt) === 0,
  };
}
