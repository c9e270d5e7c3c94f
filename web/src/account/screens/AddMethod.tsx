import type { JSX } from 'preact';
import { ChooseTask } from '../registration/ChooseTask.tsx';
import { useRegistering } from '../registration/context.ts';
import type { Task } from '../registration/task.ts';
import { useTexts } from '../../shared/texts.ts';

/** Which way to add. */
export function AddMethod(): JSX.Element {
  const { t } = useTexts();
  const { registration } = useRegistering();
  const tasks = registration.toSetUp.map((offer): Task => ({ purpose: 'add', ...offer }));
  return <ChooseTask tasks={tasks} onChoose={({ item }) => location.assign(`#add/${item}`)} leave={<a class="btn quiet" href="#">{t('change.back')}</a>} />;
}
