import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../../shared/icons.tsx';
import { Primary, Screen } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import type { Task } from './task.ts';
import { TaskHint } from './TaskItem.tsx';

interface ChooseTaskProps {
  readonly tasks: readonly Task[];
  readonly onChoose: (task: Task) => void;
  readonly leave: ComponentChildren;
}

/** Every way that may be set up. */
export function ChooseTask({ tasks, onChoose, leave }: ChooseTaskProps): JSX.Element {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(0);
  const submit = (event: Event): void => {
    event.preventDefault();
    const task = tasks[chosen];
    if (task) onChoose(task);
  };
  return (
    <Screen title={t('choose.title')} lead={t('choose.lead')}>
      <form class="stack" onSubmit={submit}>
        <fieldset class="choices">
          <legend class="vh">{t('choose.title')}</legend>
          {tasks.map((task, index) => (
            <div class="choice" key={index}>
              <label>
                <input type="radio" name="task" value={task.item} checked={index === chosen} onChange={() => setChosen(index)} />
                <span>{t(ITEMS[task.item].name)}<TaskHint task={task} /></span>
                <Icon of={ITEMS[task.item].icon} />
              </label>
            </div>
          ))}
        </fieldset>
        <div class="actions">
          <Primary busy={false}>{t('choose.next')}</Primary>
          {leave}
        </div>
      </form>
    </Screen>
  );
}
