interface Later<Screens> {
  /** The screens, once they have come. */
  readonly screens: () => Screens | undefined;
  /** Fetches them, once. False when they did not come: then it can be tried again. */
  readonly load: () => Promise<boolean>;
}

/** Screens that are not part of a portal's first load. */
export function later<Screens>(fetchScreens: () => Promise<Screens>): Later<Screens> {
  let screens: Screens | undefined;
  const load = async (): Promise<boolean> => {
    try {
      screens ??= await fetchScreens();
      return true;
    } catch {
      return false;
    }
  };
  return { screens: () => screens, load };
}
