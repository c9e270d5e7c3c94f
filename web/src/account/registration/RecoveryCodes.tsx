import type { JSX } from 'preact';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { infoIcon } from '../../shared/icons.tsx';
import { ErrorText, Notice, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import type { Around } from './Enroll.tsx';
import { againAt } from './errors.ts';
import { SaveCodes } from './SaveCodes.tsx';
import type { Task } from './task.ts';
import { useEnrollment } from './useEnrollment.ts';

interface RecoveryCodesProps extends Around {
  readonly task: Task;
  readonly onDone: () => void;
}

/** Codes for the day the phone is not there. They are made when the person is ready for them, since they are shown once. */
export function RecoveryCodes({ task, onDone, above, leave }: RecoveryCodesProps): JSX.Element {
  const { t, language } = useTexts();
  const enrolling = useEnrollment(task);
  const [errors, showErrors] = useErrors<'make'>();
  const { busy, trouble, send, retry } = useSending();
  const codes = enrolling.enrollment?.codes;
  if (codes) return <SaveCodes codes={codes} enrolling={enrolling} onDone={onDone} above={above} />;

  const make = (event: Event): void => {
    event.preventDefault();
    send('make', async () => {
      showErrors({});
      const left = await enrolling.begin(undefined);
      if (left?.code !== 'too_many_codes') return left;
      showErrors({ make: ['enroll.tooMany', { time: againAt(left.retryAfter, language) }] });
      return undefined;
    });
  };
  return (
    <Screen title={t('codes.start', { purpose: task.purpose })} lead={t('codes.startLead')} above={above} wrong={'make' in errors}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      {task.purpose === 'change' && <Notice icon={infoIcon} title={t('codes.ends')}><p class="small">{t('codes.endsMore')}</p></Notice>}
      <form class="actions" onSubmit={make}>
        <ErrorText id="make" error={errors.make} role="alert" />
        <Primary busy={busy === 'make'}>{t('codes.make')}</Primary>
        {leave}
      </form>
    </Screen>
  );
}
