import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MethodKind } from '../../shared/generated/api.ts';
import { AppForm } from './AppForm.tsx';
import { useRegistering } from './context.ts';
import { EnterCode } from './EnterCode.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import type { Task } from './task.ts';
import { takeTyped, type Typed } from './typed.ts';
import { useEnrollment } from './useEnrollment.ts';
import { ValueForm } from './ValueForm.tsx';
import { VerifyForm } from './VerifyForm.tsx';

/** What is around every page of one task. */
export interface Around {
  /** Stands above the heading: where in a longer walk this is. */
  readonly above?: ComponentChildren;
  /** The way out, below the filled button. */
  readonly leave: ComponentChildren;
}

interface EnrollProps extends Around {
  readonly task: Task;
  readonly onDone: () => void;
}

/** Registers one method: its value, then the proof. */
export function Enroll({ task, ...rest }: EnrollProps): JSX.Element {
  switch (task.item) {
    case 'totp':
      return <AppForm task={task} {...rest} />;
    case 'recovery_codes':
      return <RecoveryCodes task={task} {...rest} />;
    default:
      return <Address task={task} {...rest} />;
  }
}

function Address({ task, onDone, ...around }: EnrollProps): JSX.Element {
  const { registration } = useRegistering();
  const enrolling = useEnrollment(task);
  // Stays while the code is asked for, so that it can be corrected.
  const [typed, setTyped] = useState<Typed>(() => takeTyped(task.item) ?? { value: '', region: task.item === 'email' ? '' : registration.region });
  if (enrolling.enrollment) {
    return <EnterCode enrolling={enrolling} enrollment={enrolling.enrollment} onDone={onDone} above={around.above} />;
  }
  return task.purpose === 'verify'
    ? <VerifyForm task={task} begin={(via: MethodKind) => enrolling.begin(via)} {...around} />
    : <ValueForm task={task} typed={typed} onTyped={setTyped} begin={enrolling.begin} {...around} />;
}
