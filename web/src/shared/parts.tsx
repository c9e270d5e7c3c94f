import type { ComponentChildren, JSX, Ref } from 'preact';
import { useContext, useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Trouble } from './api.ts';
import { timeOfDay } from './clock.ts';
import { InFrontContext } from './hooks.ts';
import { Icon, alertIcon, type Drawing } from './icons.tsx';
import { useTexts, type Said } from './texts.ts';

interface NoticeProps {
  readonly kind?: 'good' | 'warn' | 'bad';
  readonly icon: Drawing;
  readonly title: string;
  readonly role?: 'alert' | 'status';
  readonly children: ComponentChildren;
}

export function Notice({ kind, icon, title, role, children }: NoticeProps): JSX.Element {
  return (
    <div class={`notice ${kind ?? ''}`} role={role}>
      <Icon of={icon} />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: Said | undefined;
  readonly input: JSX.IntrinsicElements['input'];
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** Label, hint, input, error: in that order, and always in the page. */
export function Field({ id, label, hint, error, input, inputRef }: FieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <input {...input} id={id} name={id} ref={inputRef ?? null} required aria-invalid={error ? 'true' : undefined}
        aria-describedby={hint ? `${id}-hint ${id}-error` : `${id}-error`} />
      <ErrorText id={id} error={error} />
    </div>
  );
}

export function ErrorText({ id, error, role }: { id: string; error: Said | undefined; role?: 'alert' }): JSX.Element {
  const { t } = useTexts();
  return <p class="error" id={`${id}-error`} role={role}>{error && t(...error)}</p>;
}

/** The one filled button. While busy it keeps its words, and a second press is ignored by whoever sends. */
export function Primary({ busy, children }: { busy: boolean; children: ComponentChildren }): JSX.Element {
  return <button class="btn primary" aria-busy={busy ? 'true' : undefined}>{children}</button>;
}

/** What could not be done, and the way out: in the page until it works. */
export function TroubleNotice({ trouble, onRetry }: { trouble: Trouble | undefined; onRetry: () => void }): JSX.Element {
  const { t, language } = useTexts();
  return (
    <div role="alert">
      {trouble && (
        <Notice kind="warn" icon={alertIcon} title={t('trouble.title')}>
          <p>{t(...explain(trouble, language))}</p>
          {trouble.request && <p class="small soft">{t('help.reference', { reference: trouble.request })}</p>}
          <p><button class="btn" type="button" onClick={onRetry}>{t('trouble.retry')}</button></p>
        </Notice>
      )}
    </div>
  );
}

/** What a person can do about it. */
export function explain({ code, status, retryAfter }: Trouble, language: string): Said {
  if (code === 'offline') return ['trouble.offline'];
  if (retryAfter && retryAfter >= 60) return ['trouble.busyUntil', { time: timeOfDay(Date.now() + retryAfter * 1000, language) }];
  if (code === 'busy' || status === 503) return ['trouble.busy'];
  return ['trouble.ours'];
}

interface ScreenProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly leadId?: string;
  /** Which of the three parts of a reset this is; a picture instead where nothing goes on. */
  readonly part?: 1 | 2 | 3;
  /** The last part is not a new password, but an account that is unlocked. */
  readonly unlocks?: boolean;
  readonly medal?: { readonly icon: Drawing; readonly calm: boolean };
  /** Stands above the heading. */
  readonly above?: ComponentChildren;
  readonly wrong?: boolean;
  /** False where the screen has frames of its own. */
  readonly framed?: boolean;
  /** Where the focus goes on arrival: the heading, a field, or where the browser puts it. */
  readonly focus?: 'heading' | 'browser' | { readonly field: string };
  readonly children: ComponentChildren;
}

/** One task: a heading, a sentence that says what happens next, and the task. */
export function Screen({ title, lead, leadId, part, unlocks = false, medal, above, wrong = false, framed = true, focus = 'heading', children }: ScreenProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const ownId = useId();
  const inFront = useContext(InFrontContext);
  // Before it is seen: whoever types at once types into the field.
  useLayoutEffect(() => {
    if (!inFront || focus === 'browser') return;
    (focus === 'heading' ? heading.current : document.getElementById(focus.field))?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [inFront]);
  useTitle(title, wrong, inFront);
  return (
    <div class={framed ? 'card' : 'stack'}>
      {part && <ResetProgress part={part} unlocks={unlocks} />}
      {above}
      {medal && <Icon of={medal.icon} class={`medal ${medal.calm ? 'calm' : ''}`} />}
      <div class="head">
        <h1 tabIndex={-1} ref={heading} aria-describedby={lead ? (leadId ?? ownId) : undefined}>{title}</h1>
        {lead && <p id={leadId ?? ownId}>{lead}</p>}
      </div>
      {children}
    </div>
  );
}

/** The tab's title follows the screen that is in front. */
function useTitle(title: string, wrong: boolean, inFront: boolean): void {
  const { t } = useTexts();
  useEffect(() => {
    if (!inFront) return;
    const organisation = document.querySelector('.brand')?.textContent || 'none';
    document.title = t(wrong ? 'page.titleError' : 'page.title', { title, organisation });
  });
}

function ResetProgress({ part, unlocks }: { part: number; unlocks: boolean }): JSX.Element {
  const { t } = useTexts();
  return <Progress label={t('steps.label')} names={[t('steps.who'), t('steps.prove'), t(unlocks ? 'steps.unlock' : 'steps.password')]} at={part} />;
}

/** Where in a task of several pages this one is, from 1. Not links: the browser's Back is safe. */
export function Progress({ label, names, at }: { label: string; names: readonly string[]; at: number }): JSX.Element {
  const { t } = useTexts();
  return (
    <ol class="steps" aria-label={label}>
      {names.map((name, index) => (
        <li key={index} class={index + 1 < at ? 'done' : undefined} aria-current={index + 1 === at ? 'step' : undefined}>
          {index + 1 < at && <span class="vh">{t('state.done')}</span>}
          {name}
        </li>
      ))}
    </ol>
  );
}

/** The name of an account, an address: never broken or turned around by the text about it. */
export const Name = ({ children }: { children: ComponentChildren }): JSX.Element => <strong><bdi>{children}</bdi></strong>;
