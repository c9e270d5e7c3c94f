import type { ComponentChildren, JSX } from 'preact';
import type { Portal } from '../generated/api.ts';
import { infoIcon } from '../icons.tsx';
import { Notice } from '../parts.tsx';
import { useTexts } from '../texts.ts';

interface ServiceDeskProps {
  readonly help: Portal['help'];
  readonly reference?: string | undefined;
}

/** How to reach people who can help, and what they will never ask. */
export function ServiceDesk({ help, reference }: ServiceDeskProps): JSX.Element {
  const { t, rich } = useTexts();
  const { phone, hours, place, email, url } = help;
  const reachable = phone || place || email || url;
  return (
    <>
      {!reachable && <p>{t('help.unknown')}</p>}
      <dl class="facts">
        {phone && <Fact name={t('help.call')}><a class="nowrap" href={`tel:${phone.replace(/[^+\d]/g, '')}`} dir="ltr">{phone}</a></Fact>}
        {hours && <Fact name={t('help.open')}>{hours}</Fact>}
        {email && <Fact name={t('help.write')}><a href={`mailto:${email}`} dir="ltr">{email}</a></Fact>}
        {place && <Fact name={t('help.visit')}>{place}</Fact>}
        {reference && <Fact name={t('help.mention')}>{rich('help.reference', { reference: <strong class="nowrap">{reference}</strong> })}</Fact>}
      </dl>
      <Notice icon={infoIcon} title={t('help.check')}><p class="small">{t('help.checkMore')}</p></Notice>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }): JSX.Element => (
  <div><dt>{name}</dt><dd>{children}</dd></div>
);
