import type { JSX } from 'preact';
import type { SessionInfo } from '../../shared/generated/api.ts';
import { Name, Screen } from '../../shared/parts.tsx';
import { useTexts } from '../../shared/texts.ts';
import { Sessions } from './Sessions.tsx';

/** Who is signed in, and where. */
export function Overview({ session: { user, displayName }, focus }: { session: SessionInfo; focus: 'heading' | 'browser' }): JSX.Element {
  const { t, rich } = useTexts();
  const named = displayName !== '' && displayName !== user;
  const places = { user: <Name>{user}</Name>, name: <strong>{displayName}</strong> };
  return (
    <Screen title={t('account.title')} lead={rich(named ? 'account.leadName' : 'account.lead', places)} focus={focus} framed={false}>
      <Sessions />
    </Screen>
  );
}
