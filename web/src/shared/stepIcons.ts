import type { Drawing } from './icons.tsx';

export const mobileIcon: Drawing = { d: 'M8 2.75h8a1.5 1.5 0 0 1 1.5 1.5v15.5a1.5 1.5 0 0 1-1.5 1.5H8a1.5 1.5 0 0 1-1.5-1.5V4.25A1.5 1.5 0 0 1 8 2.75ZM10.5 18.25h3' };
export const callIcon: Drawing = { d: 'M5 3.75h3.5l1.75 4.5-2.25 1.5a11.5 11.5 0 0 0 6.25 6.25l1.5-2.25 4.5 1.75V19a1.75 1.75 0 0 1-1.75 1.75C10.5 20.75 3.25 13.5 3.25 5.5 3.25 4.5 4 3.75 5 3.75Z' };
export const officeIcon: Drawing = { d: 'M4.75 20.5V4.5a1 1 0 0 1 1-1h7.5a1 1 0 0 1 1 1v16m0-11h4a1 1 0 0 1 1 1v10m-16.5 0h18M8 7.5h3M8 11.5h3M8 15.5h3' };
export const mailIcon: Drawing = { d: 'M4.5 5.25h15a1.25 1.25 0 0 1 1.25 1.25v11a1.25 1.25 0 0 1-1.25 1.25h-15a1.25 1.25 0 0 1-1.25-1.25v-11A1.25 1.25 0 0 1 4.5 5.25Zm-.9 1.6L12 13l8.4-6.15' };
export const appIcon: Drawing = { d: 'M12 3.25 5 6v5.25c0 4.35 2.85 7.8 7 9.5 4.15-1.7 7-5.15 7-9.5V6l-7-2.75ZM9 12l2.1 2.1L15.2 10' };
export const keyIcon: Drawing = { d: 'M8.25 19.25a4.5 4.5 0 1 1 3.2-7.66l7.3-7.34h2v3.25h-2.5v2.5h-2.5l-2.3 2.3a4.5 4.5 0 0 1-5.2 6.95Zm-.75-4.5h.01' };
export const swapIcon: Drawing = { d: 'M4 8.5h14m-3.5-3.75L18.25 8.5 14.5 12.25M20 15.5H6m3.5-3.75L5.75 15.5l3.75 3.75', points: true };
export const clockIcon: Drawing = { d: 'M12 7.5V12l3 2M12 3.25a8.75 8.75 0 1 1 0 17.5 8.75 8.75 0 0 1 0-17.5Z' };
export const doneIcon: Drawing = { d: 'm5.5 12.75 4.25 4.25L18.5 7.5' };
export const todoIcon: Drawing = { d: 'M12 5.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z' };
export const outIcon: Drawing = { d: 'M10 4.25H5.75a1 1 0 0 0-1 1v13.5a1 1 0 0 0 1 1H10M15.5 8l4 4-4 4M19 12H9.5', points: true };
export const addIcon: Drawing = { d: 'M12 5v14M5 12h14' };
export const printIcon: Drawing = { d: 'M7 8.5v-5h10v5M7 17H4.25v-7a1.5 1.5 0 0 1 1.5-1.5h12.5a1.5 1.5 0 0 1 1.5 1.5v7H17M7 14h10v6.5H7V14Z' };
export const downIcon: Drawing = { d: 'M12 4v11m-4-4 4 4 4-4M5 19.5h14' };
