import type { ComponentChildren, JSX } from 'preact';
import { ErrorText } from '../parts.tsx';
import { useTexts, type Said } from '../texts.ts';

interface PasswordFieldProps {
  readonly id: string;
  readonly label: string;
  readonly error: Said | undefined;
  readonly visible: boolean;
  readonly onVisible: (visible: boolean) => void;
  /** The ids of all fields that Show and Hide act on. */
  readonly controls?: string;
  /** The ids of what else describes the field. */
  readonly describedBy?: string;
  readonly errorRole?: 'alert';
  readonly input: JSX.IntrinsicElements['input'];
  readonly children?: ComponentChildren;
}

/** A password that may be shown and pasted. Its rules and the like go below the error. */
export function PasswordField({ id, label, error, visible, onVisible, controls = id, describedBy = '', errorRole, input, children }: PasswordFieldProps): JSX.Element {
  const { t } = useTexts();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="inside">
        <input {...input} id={id} name={id} required aria-invalid={error ? 'true' : undefined}
          aria-describedby={`${id}-error ${describedBy}`.trim()} />
        <button class="btn quiet" type="button" aria-controls={controls} onClick={() => onVisible(!visible)}>
          {t(visible ? 'password.hide' : 'password.show')}<span class="vh">{t('password.showWhat')}</span>
        </button>
      </div>
      <ErrorText id={id} error={error} {...(errorRole && { role: errorRole })} />
      {children}
    </div>
  );
}

const SHOWN = { type: 'text', autoCapitalize: 'none', spellcheck: false } as const;
const HIDDEN = { ...SHOWN, type: 'password' } as const;

/** How an input takes a password: nothing on the way changes what was typed. */
export const asPassword = (visible: boolean): typeof SHOWN | typeof HIDDEN => (visible ? SHOWN : HIDDEN);
