import type { JSX } from 'preact';
import { Enroll } from '../registration/Enroll.tsx';
import type { Task } from '../registration/task.ts';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import { useToast } from '../Toast.tsx';

/** One method is added, changed or verified; then the list shows what came of it. */
export function ChangeMethod({ task }: { task: Task }): JSX.Element {
  const { t } = useTexts();
  const announce = useToast();
  const done = (): void => {
    announce(t('enroll.done', { purpose: task.purpose, what: t(ITEMS[task.item].name) }));
    location.replace('#');
  };
  return <Enroll task={task} onDone={done} leave={<a class="btn quiet" href="#">{t('change.back')}</a>} />;
}
