import type { JSX } from 'preact';
import type { Item } from '../../shared/generated/api.ts';
import { Icon } from '../../shared/icons.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import { ITEMS } from '../items.ts';
import { MethodHint } from '../screens/MethodHint.tsx';
import type { Task } from './task.ts';

const HINTS: Readonly<Record<Item, Key>> = {
  email: 'item.emailHint', mobile: 'item.mobileHint', office: 'item.officeHint', totp: 'item.totpHint', recovery_codes: 'item.recoveryHint',
};

/** What is asked for, and what it means. */
export function TaskItem({ task }: { task: Task }): JSX.Element {
  const { t } = useTexts();
  return (
    <li class="item">
      <Icon of={ITEMS[task.item].icon} />
      <div>
        <h2>{t(ITEMS[task.item].name)}</h2>
        <TaskHint task={task} />
      </div>
    </li>
  );
}

export function TaskHint({ task: { purpose, item, method } }: { task: Task }): JSX.Element {
  const { t } = useTexts();
  if (purpose === 'verify' && method) return <><small><MethodHint method={method} /></small><small>{t('register.onFile')}</small></>;
  return <small>{t(purpose === 'change' ? 'register.another' : HINTS[item])}</small>;
}
