import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Item } from '../../shared/generated/api.ts';
import { Progress } from '../../shared/parts.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import { AllSet } from './AllSet.tsx';
import { ChooseTask } from './ChooseTask.tsx';
import { useRegistering } from './context.ts';
import { Enroll } from './Enroll.tsx';
import { Interrupt } from './Interrupt.tsx';
import { StillCorrect } from './StillCorrect.tsx';
import { otherOffers, plan, type Task } from './task.ts';

/** Short: three stand side by side on a phone. */
const STEPS: Readonly<Record<Item, Key>> = {
  email: 'register.stepEmail', mobile: 'register.stepMobile', office: 'register.stepOffice', totp: 'register.stepTotp', recovery_codes: 'register.stepRecovery',
};

/** "More information required": what is missing, one method a page, and then on to where the person was going. */
export function Register(): JSX.Element {
  const { registration } = useRegistering();
  const [walk, setWalk] = useState<'before' | 'steps' | 'over'>('before');
  const [done, setDone] = useState<readonly Item[]>([]);
  if (walk === 'before' && registration.interrupt === 'reconfirm') return <StillCorrect />;
  if (walk === 'before' && registration.interrupt === 'register') return <Interrupt onStart={() => setWalk('steps')} />;
  const [next] = plan(registration);
  if (walk !== 'steps' || !next) return <AllSet done={done} />;
  const key = `${next.item} ${next.method?.id ?? ''} ${done.length}`;
  return <Step key={key} task={next} done={done} onDone={(item) => setDone([...done, item])} onEnd={() => setWalk('over')} />;
}

interface StepProps {
  readonly task: Task;
  readonly done: readonly Item[];
  readonly onDone: (item: Item) => void;
  readonly onEnd: () => void;
}

/** One page of the walk; the person may choose another method for it. */
function Step({ task, done, onDone, onEnd }: StepProps): JSX.Element {
  const { t } = useTexts();
  const { registration } = useRegistering();
  const [chosen, setChosen] = useState(task);
  const [choosing, setChoosing] = useState(false);
  const others = otherOffers(registration, chosen);
  if (choosing) {
    const choose = (picked: Task): void => {
      setChosen(picked);
      setChoosing(false);
    };
    const back = <button class="btn quiet" type="button" onClick={() => setChoosing(false)}>{t('register.back')}</button>;
    return <ChooseTask tasks={others} onChoose={choose} leave={back} />;
  }
  const rest = plan(registration).slice(1).filter(({ item }) => item !== chosen.item);
  const names = [...done, chosen.item, ...rest.map(({ item }) => item)].map((item) => t(STEPS[item]));
  const leave = registration.missing === 0 ? <button class="btn quiet" type="button" onClick={onEnd}>{t('register.without')}</button>
    : others.length > 0 && <button class="btn quiet" type="button" onClick={() => setChoosing(true)}>{t('register.other')}</button>;
  return (
    <Enroll key={`${chosen.item} ${chosen.purpose}`} task={chosen} onDone={() => onDone(chosen.item)} leave={leave}
      above={<Progress label={t('register.steps')} names={names} at={done.length + 1} />} />
  );
}
