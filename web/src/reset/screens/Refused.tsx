import type { JSX } from 'preact';
import type { Portal } from '../../shared/generated/api.ts';
import { helpIcon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { useTexts, type Key } from '../../shared/texts.ts';
import { useController } from '../controller.ts';
import type { RefusedStep } from '../steps.ts';
import { ServiceDesk } from '../../shared/screens/ServiceDesk.tsx';

const REASONS: Readonly<Record<RefusedStep['reason'], Key>> = {
  too_few_methods: 'refused.tooFewMethods',
  out_of_scope: 'refused.outOfScope',
  too_many_resets: 'refused.tooManyResets',
  protected: 'refused.protected',
  directory_unavailable: 'refused.directory',
  account_disabled: 'refused.disabled',
  outcome_unknown: 'refused.unknown',
};

/** The same user ID may have another answer the next time. */
const PASSING: readonly RefusedStep['reason'][] = ['directory_unavailable', 'outcome_unknown'];

export function Refused({ step, portal }: { step: RefusedStep; portal: Portal }): JSX.Element {
  const { t } = useTexts();
  const controller = useController();
  const { url } = portal.help;
  const again = PASSING.includes(step.reason);
  const title = step.reason === 'outcome_unknown' ? 'refused.unknownTitle' : 'refused.title';
  return (
    <Screen title={t(title)} lead={t(REASONS[step.reason], { missing: step.missing })} medal={{ icon: helpIcon, calm: true }}>
      <ServiceDesk help={portal.help} reference={step.reference} />
      <div class="actions">
        {url && <a class="btn primary" href={url}>{t('help.page')}</a>}
        <button class={url ? 'btn quiet' : 'btn primary'} type="button" onClick={() => controller.restart(again ? controller.user : '')}>
          {t(again ? 'page.startAgain' : 'page.otherUser')}
        </button>
      </div>
    </Screen>
  );
}
