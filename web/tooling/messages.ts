import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TYPE, parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';
import type { Message, Part } from '../src/shared/format.ts';

const MARK = '\0texts:';

/**
 * Catalogues (src/shared/texts/*.json, ICU MessageFormat) become small trees at build time, so that no parser is sent to the
 * browser. The identity of the module changes with that: the bundler's own JSON handling never sees it.
 */
export function messages(): Plugin {
  return {
    name: 'rekey-messages',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer || !/\/texts\/[\w/-]+\.json$/.test(source)) return null;
      return MARK + resolve(importer, '..', source).replace(/\.json$/, '');
    },
    async load(id) {
      if (!id.startsWith(MARK)) return null;
      const path = `${id.slice(MARK.length)}.json`;
      this.addWatchFile(path);
      return `export default ${JSON.stringify(compile(JSON.parse(await readFile(path, 'utf8')) as Record<string, string>))}`;
    },
  };
}

/** Every text of a catalogue, compiled. Throws with the key when one is not ICU MessageFormat, or uses more than the portal knows. */
export function compile(catalogue: Record<string, string>): Record<string, Message> {
  const compiled = Object.entries(catalogue).map(([key, text]): [string, Message] => {
    try {
      return [key, compileText(text)];
    } catch (cause) {
      throw new Error(`the text ${key} cannot be compiled: ${text}`, { cause });
    }
  });
  return Object.fromEntries(compiled);
}

export function compileText(text: string): Message {
  return shorten(parse(text, { ignoreTag: true, requiresOtherClause: true }).map(part));
}

function part(element: MessageFormatElement): Part {
  switch (element.type) {
    case TYPE.literal:
      return element.value;
    case TYPE.argument:
      return [element.value];
    case TYPE.pound:
      return 0;
    case TYPE.select:
      return [element.value, 's', branches(element.options)];
    case TYPE.plural:
      if (element.offset !== 0 || element.pluralType !== 'cardinal') throw new Error('offsets and ordinals are not supported');
      return [element.value, 'p', branches(element.options)];
    default:
      throw new Error('only arguments, plural and select are supported');
  }
}

function branches(options: Record<string, { value: MessageFormatElement[] }>): Record<string, Message> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, shorten(option.value.map(part))]));
}

const shorten = (parts: Part[]): Message => {
  const [first = '', ...more] = parts;
  return more.length === 0 && typeof first === 'string' ? first : parts;
};
