import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Name, Screen } from '../../shared/parts.tsx';
import { NewPassword } from '../../shared/password/NewPassword.tsx';
import { useTexts } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { SetPasswordStep } from '../steps.ts';

export function SetPassword({ step: { user, rules }, organisation }: { step: SetPasswordStep; organisation: string }): JSX.Element {
  const { t, rich } = useTexts();
  const controller = useController();
  const [wrong, setWrong] = useState(false);
  return (
    <Screen title={t('password.title')} lead={rich('password.lead', { user: <Name>{user}</Name> })} part={3} wrong={wrong} focus={{ field: 'pw' }}>
      <NewPassword user={user} organisation={organisation} rules={rules} advise={(password, signal) => controller.advice(password, signal)}
        save={controller.setPassword} onWrong={setWrong} />
    </Screen>
  );
}
