let screens: typeof import('./later.tsx') | undefined;

/** The later screens, once they have come. */
export const laterScreens = (): typeof screens => screens;

/** Fetches them, once. False when they did not come: then it can be tried again. */
export async function loadLater(): Promise<boolean> {
  try {
    screens ??= await import('./later.tsx');
    return true;
  } catch {
    return false;
  }
}
