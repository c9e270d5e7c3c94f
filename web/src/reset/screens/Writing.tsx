import type { JSX } from 'preact';
import { Icon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { clockIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { useWatch } from '../../shared/watch.ts';
import { useController } from '../controller.ts';
import type { WritingStep } from '../steps.ts';

/** Somebody waits: looks often. */
const LOOK_MS = 4000;

/** Goes on by itself, when the server has learned what became of the password. */
export function Writing({ step }: { step: WritingStep }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  useWatch(step.expiresAt, () => controller.look(), LOOK_MS);
  return (
    <Screen title={t(step.outcome === 'unlocked' ? 'writing.titleUnlock' : 'writing.title')} lead={t('writing.lead')} part={3} unlocks={step.outcome === 'unlocked'}>
      <p class="small told" role="status"><Icon of={clockIcon} class="i-s" />{t('writing.waiting')}</p>
    </Screen>
  );
}
