import type { Said } from '../../shared/texts.ts';

/** The server names devices in English, "Firefox on Windows": product names are the same in every language, the word between them is not. */
export function deviceText(device: string | undefined): Said {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device ?? '') ?? [];
  if (browser && system) return ['device.both', { browser, system }];
  return device ? ['device.one', { device }] : ['device.unknown'];
}
