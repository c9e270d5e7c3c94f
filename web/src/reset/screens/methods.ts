import type { Drawing } from '../../shared/icons.tsx';
import type { Key } from '../../shared/texts.ts';
import type { CodeKind } from '../steps.ts';
import { appIcon, askIcon, callIcon, keyIcon, mailIcon, mobileIcon, officeIcon } from '../../shared/stepIcons.ts';

interface MethodTexts {
  readonly icon: Drawing;
  readonly name: Key;
  readonly act: Key;
  /** Phones: the whole number has to be typed. */
  readonly number?: { readonly label: Key; readonly hint: Key };
  /** For what is sent, when that is late. */
  readonly slow?: Key;
}
interface CodeTexts extends MethodTexts {
  readonly lead: Key;
  readonly wrong: Key;
}

/** How each kind of method looks and speaks. */
export const METHODS: Readonly<Record<CodeKind, CodeTexts> & Record<'security_questions', MethodTexts>> = {
  sms: {
    icon: mobileIcon, name: 'method.sms', act: 'method.doText', lead: 'code.leadText', wrong: 'code.wrong',
    number: { label: 'method.numberMobile', hint: 'method.numberHintText' }, slow: 'method.slowText',
  },
  voice_mobile: {
    icon: callIcon, name: 'method.voiceMobile', act: 'method.doCall', lead: 'code.leadCallMobile', wrong: 'code.wrongCall',
    number: { label: 'method.numberMobile', hint: 'method.numberHintCall' }, slow: 'method.slowCall',
  },
  voice_office: {
    icon: officeIcon, name: 'method.voiceOffice', act: 'method.doCall', lead: 'code.leadCallOffice', wrong: 'code.wrongCall',
    number: { label: 'method.numberOffice', hint: 'method.numberHintCall' }, slow: 'method.slowCall',
  },
  email: { icon: mailIcon, name: 'method.email', act: 'method.doEmail', lead: 'code.leadEmail', wrong: 'code.wrong', slow: 'method.slowMail' },
  totp: { icon: appIcon, name: 'method.totp', act: 'method.doTotp', lead: 'code.leadTotp', wrong: 'code.wrongTotp' },
  recovery_code: {
    icon: keyIcon, name: 'method.recovery', act: 'method.doRecovery', lead: 'code.leadRecovery', wrong: 'code.wrongRecovery',
  },
  security_questions: { icon: askIcon, name: 'method.questions', act: 'method.doQuestions' },
};
