/** Every screen that may follow the password, with its texts: fetched while people type it, so that the first load stays small. */
import { addTexts } from '../shared/texts.ts';
import en from '../shared/texts/next/en.json';
import nl from '../shared/texts/next/nl.json';
import enPassword from '../shared/texts/password/en.json';
import nlPassword from '../shared/texts/password/nl.json';

export { ChangePassword } from './screens/ChangePassword.tsx';
export { TypeCode } from './screens/TypeCode.tsx';
export { Wait } from './screens/Wait.tsx';

addTexts({ en, nl });
addTexts({ en: enPassword, nl: nlPassword });
