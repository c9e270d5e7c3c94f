import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CodeField, plainCode, selectCode } from '../../shared/code/CodeField.tsx';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import { Copy } from './Copy.tsx';
import type { Around } from './Enroll.tsx';
import { againAt } from './errors.ts';
import { QrPicture } from './QrPicture.tsx';
import type { Task } from './task.ts';
import { useEnrollment } from './useEnrollment.ts';

interface AppFormProps extends Around {
  readonly task: Task;
  readonly onDone: () => void;
}

/** An authenticator app: the picture to scan, the key as text, and a code that shows that it worked. */
export function AppForm({ task, onDone, above, leave }: AppFormProps): JSX.Element {
  const { t, language } = useTexts();
  const enrolling = useEnrollment(task);
  const [code, setCode] = useState('');
  const [errors, showErrors] = useErrors<'code'>();
  const { busy, trouble, send, retry } = useSending();
  const app = enrolling.enrollment?.app;
  const digits = enrolling.enrollment?.digits ?? 6;
  const refuse = (said: Said): void => {
    showErrors({ code: said });
    selectCode();
  };
  /** A key that can be used no more gives way to another, and the page says so. */
  const draw = (said?: Said): void => send('draw', async () => {
    const left = await enrolling.begin(undefined);
    if (left?.code === 'too_many_codes') showErrors({ code: ['enroll.tooMany', { time: againAt(left.retryAfter, language) }] }, 'stay');
    else if (said) showErrors({ code: said });
    setCode('');
    return left?.code === 'too_many_codes' ? undefined : left;
  });
  useEffect(() => draw(), []);

  const check = (typed: string): void => {
    const plain = plainCode(typed);
    if (plain.length !== digits) return refuse(['app.missing', { digits }]);
    send('check', async () => {
      showErrors({});
      const left = await enrolling.prove(plain);
      if (!left) return void onDone();
      if (left.code === 'code_mismatch' || left.code === 'invalid_input') return void refuse(['app.wrong']);
      if (!['too_many_tries', 'code_expired', 'attempt_ended', 'not_allowed_now'].includes(left.code)) return left;
      setTimeout(() => draw(['app.drawnAgain']));
      return undefined;
    });
  };

  return (
    <Screen title={t('app.title', { purpose: task.purpose })} lead={t('app.lead')} above={above} wrong={'code' in errors}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={(event) => { event.preventDefault(); check(code); }} noValidate aria-busy={app ? undefined : 'true'}>
        <div class="field">
          <h2>{t('app.scan')}</h2>
          {app ? <QrPicture text={app.uri} label={t('app.picture')} /> : <div class="qr" />}
        </div>
        <div class="field">
          <p>{t('app.orType')}</p>
          <p class="key" dir="ltr">{app?.key ?? ' '}</p>
          <div class="row">
            {app && <Copy text={app.key.replaceAll(' ', '')} label={t('app.copy')} />}
            {app && <a class="btn quiet" href={app.uri}>{t('app.open')}</a>}
          </div>
        </div>
        <CodeField label={t('app.code', { digits })} digits={digits} value={code} onTyped={setCode} onFilled={check} error={errors.code} hint={t('app.hint')} />
        <div class="actions">
          <Primary busy={busy === 'check'}>{t('app.connect')}</Primary>
          {leave}
        </div>
      </form>
    </Screen>
  );
}
