import type { JSX } from 'preact';
import { Screen } from '../../shared/parts.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { Ending } from '../state.ts';
import { clockIcon } from '../../shared/stepIcons.ts';

export function Ended({ ending }: { ending: Ending }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  return (
    <Screen title={t('ended.title')} lead={t(...reason(ending))} medal={{ icon: clockIcon, calm: true }}>
      <button class="btn primary" type="button" onClick={() => controller.restart(controller.user)}>{t('page.startAgain')}</button>
    </Screen>
  );
}

function reason(ending: Ending): Said {
  switch (ending.why) {
    case 'expired':
      return ['ended.expired', { minutes: ending.minutes }];
    case 'ended':
      return ['ended.ended'];
    case 'passwords':
      return ['ended.passwords'];
  }
}
