import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Trouble } from '../../shared/api.ts';
import type { Question, QuestionChoice } from '../../shared/generated/api.ts';
import { useErrors, useSending } from '../../shared/hooks.ts';
import { infoIcon } from '../../shared/icons.tsx';
import { ErrorText, Field, Notice, Primary, Screen, TroubleNotice } from '../../shared/parts.tsx';
import { textOf } from '../../shared/questions.ts';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useServer } from '../server.ts';
import { useLoaded } from '../useLoaded.ts';
import { rowErrors, type Row } from './answers.ts';
import { useRegistering } from './context.ts';
import type { Around } from './Enroll.tsx';
import { againAt } from './errors.ts';
import type { Task } from './task.ts';
import { useEnrollment } from './useEnrollment.ts';

interface QuestionsFormProps extends Around {
  readonly task: Task;
  readonly onDone: () => void;
}

/** Security questions: as many as the organisation asks for are chosen and answered, on one page. The answers can never be read back. */
export function QuestionsForm(props: QuestionsFormProps): JSX.Element {
  const { answer: choice, trouble, again } = useLoaded(useServer().questions);
  if (choice) return <Form choice={choice} {...props} />;
  return trouble ? <TroubleNotice trouble={trouble} onRetry={() => void again()} /> : <div aria-busy="true" />;
}

function Form({ choice: { choose, questions }, task, onDone, above, leave }: QuestionsFormProps & { choice: QuestionChoice }): JSX.Element {
  const { t, language } = useTexts();
  const { session } = useRegistering();
  const enrolling = useEnrollment(task);
  const [rows, setRows] = useState<readonly Row[]>(() => Array.from({ length: choose }, () => ({ question: '', answer: '' })));
  const [errors, showErrors] = useErrors<string>();
  const { busy, trouble, send, retry } = useSending();
  const change = (place: number, row: Row): void => setRows(rows.map((before, at) => (at === place ? row : before)));

  const submit = (event: Event): void => {
    event.preventDefault();
    const wrong = rowErrors(rows, questions, session.user);
    if (Object.keys(wrong).length) return showErrors(wrong);
    send('save', async () => {
      showErrors({});
      const answered = { questions: rows.map(({ question }) => question), answers: rows.map(({ answer }) => answer) };
      const left = await enrolling.answer(answered, onDone);
      const error = left && errorFor(left, language);
      if (error) showErrors({ keep: error }, 'stay');
      return error ? undefined : left;
    });
  };

  return (
    <Screen title={t('answers.title', { purpose: task.purpose })} lead={t('answers.lead', { choose })} above={above} wrong={Object.keys(errors).length > 0}>
      <TroubleNotice trouble={trouble} onRetry={retry} />
      <Notice icon={infoIcon} title={t('answers.advice')}><p class="small">{t('answers.adviceMore')}</p></Notice>
      <form class="stack" onSubmit={submit} noValidate>
        {rows.map((row, place) => (
          <RowFields key={place} place={place} row={row} errors={errors} onChange={(changed) => change(place, changed)}
            offered={questions.filter(({ id }) => id === row.question || !rows.some(({ question }) => question === id))} />
        ))}
        <div class="actions">
          <ErrorText id="keep" error={errors['keep']} role="alert" />
          <Primary busy={busy === 'save'}>{t('answers.save')}</Primary>
          {leave}
        </div>
      </form>
    </Screen>
  );
}

interface RowFieldsProps {
  readonly place: number;
  readonly row: Row;
  /** What the other rows have left. */
  readonly offered: readonly Question[];
  readonly errors: Readonly<Record<string, Said | undefined>>;
  readonly onChange: (row: Row) => void;
}

function RowFields({ place, row, offered, errors, onChange }: RowFieldsProps): JSX.Element {
  const { t, language } = useTexts();
  const chosen = offered.find(({ id }) => id === row.question);
  const question = `question-${place}`;
  const answer = `answer-${place}`;
  return (
    <fieldset class="stack tight">
      <legend class="vh">{t('answers.nth', { nth: place + 1 })}</legend>
      <div class="field">
        <label for={question}>{t('answers.nth', { nth: place + 1 })}</label>
        <select id={question} value={row.question} required aria-invalid={errors[question] ? 'true' : undefined} aria-describedby={`${question}-error`}
          onChange={({ currentTarget: { value } }) => onChange({ ...row, question: value })}>
          <option value="">{t('answers.pick')}</option>
          {offered.map((each) => <option key={each.id} value={each.id}>{textOf(each, language)}</option>)}
        </select>
        <ErrorText id={question} error={errors[question]} />
      </div>
      <Field id={answer} label={chosen ? <bdi>{textOf(chosen, language)}</bdi> : t('answers.answer')} error={errors[answer]}
        input={{
          value: row.answer, maxLength: 100, autoComplete: 'off', autoCapitalize: 'none', spellcheck: false,
          onInput: ({ currentTarget: { value } }) => onChange({ ...row, answer: value }),
        }} />
    </fieldset>
  );
}

function errorFor({ code, retryAfter }: Trouble, language: string): Said | undefined {
  switch (code) {
    case 'answer_refused':
    case 'invalid_input':
      return ['answers.refused'];
    case 'already_exists':
      return ['answers.there'];
    case 'too_many_codes':
      return ['answers.tooMany', { time: againAt(retryAfter, language) }];
    default:
      return undefined;
  }
}
