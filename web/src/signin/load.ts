import { later } from '../shared/later.ts';

/** Every screen after the password. */
export const { screens: laterScreens, load: loadLater } = later(() => import('./later.tsx'));
