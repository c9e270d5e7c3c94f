import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { Icon, helpIcon } from '../../shared/icons.tsx';
import { ErrorText, Field, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { textOf } from '../../shared/questions.ts';
import { swapIcon } from '../../shared/stepIcons.ts';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import { missingAnswers, type AnswerQuestionsStep } from '../steps.ts';

/** All questions at once: which answer was wrong is told to nobody, so nothing could be said between them. */
export function AnswerQuestions({ step }: { step: AnswerQuestionsStep }): JSX.Element {
  const { t, language } = useTexts();
  const controller = useController();
  const [answers, setAnswers] = useState<readonly string[]>(step.questions.map(() => ''));
  const [errors, showErrors] = useErrors<string>();
  const { busy, trouble, send, retry } = useSending();
  const idOf = (place: number): string => `answer-${place}`;

  const submit = (event: Event): void => {
    event.preventDefault();
    const missing = missingAnswers(answers);
    if (missing.length) return showErrors(Object.fromEntries(missing.map((place) => [idOf(place), ['questions.missing'] as const])));
    send('check', async () => {
      showErrors({});
      const left = await controller.answerQuestions(step, answers);
      const error = left && errorFor(left);
      if (error) {
        showErrors({ answers: error }, 'stay');
        document.getElementById(idOf(0))?.focus();
      }
      return error ? undefined : left;
    });
  };

  return (
    <Screen title={t('questions.title')} lead={t('questions.lead')} part={2} unlocks={step.outcome === 'unlocked'} wrong={Object.keys(errors).length > 0} focus={{ field: idOf(0) }}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <form class="stack" onSubmit={submit} noValidate>
        {step.questions.map((question, place) => (
          <Field key={question.id} id={idOf(place)} label={<bdi>{textOf(question, language)}</bdi>} error={errors[idOf(place)]}
            input={{
              value: answers[place] ?? '', maxLength: 100, autoComplete: 'off', autoCapitalize: 'none', spellcheck: false,
              onInput: ({ currentTarget: { value } }) => setAnswers(answers.map((before, at) => (at === place ? value : before))),
            }} />
        ))}
        <p class="hint">{t('questions.private')}</p>
        <div class="actions">
          <ErrorText id="answers" error={errors['answers']} role="alert" />
          <Primary busy={busy === 'check'}>{t('questions.check')}</Primary>
        </div>
        <div class="links">
          <button type="button" aria-busy={busy === 'another' ? 'true' : undefined} onClick={() => send('another', controller.another)}>
            <Icon of={swapIcon} class="i-s" />{t('code.another')}
          </button>
          <a href="#help"><Icon of={helpIcon} class="i-s" />{t('page.contactHelp')}</a>
        </div>
      </form>
    </Screen>
  );
}

function errorFor({ code }: Trouble): Said | undefined {
  if (code === 'code_mismatch' || code === 'invalid_input') return ['questions.wrong'];
  return code === 'too_many_tries' || code === 'code_expired' ? ['questions.used'] : undefined;
}
