import type { Question } from './generated/api.ts';

/** The question in the language of the page, or in another one where the server has none. */
export const textOf = ({ texts }: Question, language: string): string => texts[language] ?? texts['en'] ?? Object.values(texts)[0] ?? '';
