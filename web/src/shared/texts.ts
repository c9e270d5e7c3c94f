import type { ComponentChild, ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { format, type Args, type Message } from './format.ts';
import type account from './texts/account/en.json';
import en from './texts/common/en.json';
import nl from './texts/common/nl.json';
import type hints from './texts/hints/en.json';
import type later from './texts/later/en.json';
import type next from './texts/next/en.json';
import type notme from './texts/notme/en.json';
import type parts from './texts/parts/en.json';
import type password from './texts/password/en.json';
import type proof from './texts/proof/en.json';
import type signin from './texts/signin/en.json';
import type start from './texts/start/en.json';
import type when from './texts/when/en.json';

/** The texts of all catalogues. */
type All = typeof en & typeof start & typeof later & typeof signin & typeof next & typeof account & typeof parts & typeof notme
  & typeof password & typeof proof & typeof hints & typeof when;
export type Key = keyof All;
/** A text that is not written out yet, so that it can follow a change of language. */
export type Said = readonly [key: Key, args?: Args];
export type Catalogues = Readonly<Record<'en' | 'nl', Readonly<Record<string, Message>>>>;

/** Each language calls itself by its own name. These are the texts every portal needs; its own are added with its screens (addTexts). */
const LANGUAGES: Readonly<Record<string, { readonly name: string; readonly texts: Record<string, Message> }>> = {
  en: { name: 'English', texts: { ...en } },
  nl: { name: 'Nederlands', texts: { ...nl } },
};

export function addTexts(more: Catalogues): void {
  for (const [language, texts] of Object.entries(more)) Object.assign(LANGUAGES[language]?.texts ?? {}, texts);
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

export class Texts {
  readonly language: string;

  constructor(language: string) {
    this.language = language;
  }

  /** A text with words and numbers in its places. */
  readonly t = (key: Key, args: Args = {}): string => this.find(key, args).join('');

  /** A text with elements in its places. */
  readonly rich = (key: Key, args: Args<ComponentChild>): ComponentChildren => this.find<ComponentChild>(key, args);

  get direction(): 'ltr' | 'rtl' {
    return RIGHT_TO_LEFT.has(this.language) ? 'rtl' : 'ltr';
  }

  private find<Node = never>(key: Key, args: Args<Node>): (string | Node)[] {
    return format<Node>(LANGUAGES[this.language]?.texts[key] ?? key, args, this.language);
  }
}

/** The best of the languages there are texts for: "nl-BE" is served by "nl"; English when nothing fits. */
export function pickLanguage(wanted: readonly (string | null | undefined)[]): string {
  const base = wanted.map((tag) => tag?.toLowerCase().split('-')[0] ?? '');
  return base.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

/** Of the languages a tenant offers, those that can be shown: [tag, own name]. */
export const offeredLanguages = (tags: readonly string[]): [string, string][] =>
  tags.flatMap((tag): [string, string][] => (LANGUAGES[tag] ? [[tag, LANGUAGES[tag].name]] : []));

export const TextsContext = createContext(new Texts('en'));
export const useTexts = (): Texts => useContext(TextsContext);
