import type { Question } from '../../shared/generated/api.ts';
import type { Said } from '../../shared/texts.ts';

/** One question that is being answered. */
export interface Row {
  /** Its id; empty while none is chosen. */
  readonly question: string;
  readonly answer: string;
}

const SHORTEST = 3;
const LONGEST = 40;

/** Nearly as the server compares them: it has the last word. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
const words = (text: string): string => ` ${folded(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} `;

/** What is wrong with the rows, by the id of the field; nothing when they may be sent. */
export function rowErrors(rows: readonly Row[], offered: readonly Question[], user: string): Record<string, Said> {
  const errors: Record<string, Said> = {};
  rows.forEach(({ question, answer }, place) => {
    const chosen = offered.find(({ id }) => id === question);
    if (!chosen) errors[`question-${place}`] = ['answers.choose'];
    const before = rows.slice(0, place).map((row) => folded(row.answer));
    const error = answerError(folded(answer), chosen, before, user);
    if (error) errors[`answer-${place}`] = error;
  });
  return errors;
}

function answerError(answer: string, question: Question | undefined, before: readonly string[], user: string): Said | undefined {
  const length = [...answer].length;
  if (length < SHORTEST) return ['answers.short', { least: SHORTEST }];
  if (length > LONGEST) return ['answers.long', { most: LONGEST }];
  if (before.includes(answer)) return ['answers.same'];
  if (Object.values(question?.texts ?? {}).some((text) => words(text).includes(words(answer)))) return ['answers.given'];
  return [folded(user), folded(user.split('@')[0] ?? '')].includes(answer) ? ['answers.userId'] : undefined;
}
