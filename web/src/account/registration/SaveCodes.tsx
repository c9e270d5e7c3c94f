import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { dateOf } from '../../shared/clock.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon } from '../../shared/icons.tsx';
import { ErrorText, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { downIcon, printIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useRegistering } from './context.ts';
import { Copy } from './Copy.tsx';
import type { Enrolling } from './useEnrollment.ts';

interface SaveCodesProps {
  readonly codes: readonly string[];
  readonly enrolling: Enrolling;
  readonly above?: ComponentChildren;
  readonly onDone: () => void;
}

/** Shown this once. They count when the person says that they are saved; whoever leaves before is asked once. */
export function SaveCodes({ codes, enrolling, above, onDone }: SaveCodesProps): JSX.Element {
  const { t, rich } = useTexts();
  const [saved, setSaved] = useState(false);
  const [errors, showErrors] = useErrors<'saved'>();
  const { busy, trouble, send, retry } = useSending();
  const made = useMade();
  useAskBeforeLeaving();

  const finish = (event: Event): void => {
    event.preventDefault();
    if (!saved) return showErrors({ saved: ['codes.tick'] });
    send('save', async () => {
      showErrors({});
      const left = await enrolling.save();
      if (!left) return void onDone();
      if (left.code !== 'attempt_ended' && left.code !== 'not_allowed_now') return left;
      showErrors({ saved: ['codes.ended'] });
      return undefined;
    });
  };
  return (
    <Screen title={t('codes.title')} lead={rich('codes.lead', { once: <strong>{t('codes.once')}</strong> })} above={above} wrong={'saved' in errors}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <div class="stack tight">
        <ol class="codes" aria-label={t('item.recovery')} dir="ltr">{codes.map((code) => <li key={code}>{code}</li>)}</ol>
        <p class="small soft made">{made}</p>
        <div class="row">
          <button class="btn" type="button" onClick={() => print()}><Icon of={printIcon} class="i-s" />{t('codes.print')}</button>
          <Copy text={codes.join('\n')} label={t('codes.copy')} />
          <Save text={[...codes, '', made].join('\n')} />
        </div>
      </div>
      <form class="stack tight" onSubmit={finish} noValidate>
        <label class="check">
          <input type="checkbox" id="saved" checked={saved} onChange={(event) => setSaved(event.currentTarget.checked)} required
            aria-invalid={errors.saved ? 'true' : undefined} aria-describedby="saved-error" />
          {t('codes.saved')}
        </label>
        <ErrorText id="saved" error={errors.saved} />
        <div class="actions">
          <Primary busy={busy === 'save'}>{t('codes.finish')}</Primary>
          {errors.saved?.[0] === 'codes.ended' && <button class="btn" type="button" onClick={enrolling.forget}>{t('codes.again')}</button>}
        </div>
      </form>
    </Screen>
  );
}

/** Whose codes these are and from when: what the printed sheet says besides the codes. */
function useMade(): string {
  const { t, language } = useTexts();
  const { session, portal } = useRegistering();
  const { clock } = useServer();
  const at = useMemo(() => clock.now(), []);
  return t('codes.made', { user: session.user, organisation: portal.tenant.name, date: dateOf(at, language) });
}

function Save({ text }: { text: string }): JSX.Element {
  const { t } = useTexts();
  const url = useMemo(() => URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' })), [text]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return <a class="btn" href={url} download={`${t('codes.file')}.txt`}><Icon of={downIcon} class="i-s" />{t('codes.download')}</a>;
}

/** The browser asks, in its own words, before the page with the codes is closed or loaded again. */
function useAskBeforeLeaving(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
}
