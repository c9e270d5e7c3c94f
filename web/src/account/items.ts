import type { Item, RegisteredMethod } from '../shared/generated/api.ts';
import type { Drawing } from '../shared/icons.tsx';
import { appIcon, keyIcon, mailIcon, mobileIcon, officeIcon } from '../shared/stepIcons.ts';
import type { Key } from '../shared/texts.ts';

/** How each kind of method looks, and what people call it. */
export const ITEMS: Readonly<Record<Item, { readonly icon: Drawing; readonly name: Key }>> = {
  email: { icon: mailIcon, name: 'item.email' },
  mobile: { icon: mobileIcon, name: 'item.mobile' },
  office: { icon: officeIcon, name: 'item.office' },
  totp: { icon: appIcon, name: 'item.totp' },
  recovery_codes: { icon: keyIcon, name: 'item.recovery' },
};

/** Can a code be sent to it? */
export const hasAddress = (item: Item): boolean => item === 'email' || item === 'mobile' || item === 'office';

/** May it not reset a password yet? */
export const isWaiting = ({ usableFrom }: RegisteredMethod, now: number): boolean => Date.parse(usableFrom) > now;
