/** A compiled text (see tooling/messages.ts): plain, or a list of parts. */
export type Message = string | readonly Part[];
/** Words · an argument · the number of the plural around it · a choice by plural category or by value. */
export type Part = string | readonly [name: string] | 0 | readonly [name: string, kind: 'p' | 's', branches: Readonly<Record<string, Message>>];

/** What fills the places of a text. `Node` lets a portal put an element where a text says {name}. */
export type Args<Node = never> = Readonly<Record<string, string | number | Node>>;

/** The text's pieces in order, with every place filled. An argument that was not given shows as its own name in braces. */
export function format<Node = never>(message: Message, args: Args<Node>, language: string): (string | Node)[] {
  return typeof message === 'string' ? [message] : pieces(message, args, language, 0);
}

function pieces<Node>(parts: Message, args: Args<Node>, language: string, count: number): (string | Node)[] {
  if (typeof parts === 'string') return [parts];
  return parts.flatMap((part): (string | Node)[] => {
    if (typeof part === 'string') return [part];
    if (part === 0) return [number(count, language)];
    const value = args[part[0]];
    if (part.length === 1) return [value === undefined ? `{${part[0]}}` : typeof value === 'number' ? number(value, language) : value];
    const [, kind, branches] = part;
    const chosen = kind === 'p' ? plural(branches, Number(value), language) : (branches[String(value)] ?? branches['other']);
    return pieces(chosen ?? '', args, language, kind === 'p' ? Number(value) : count);
  });
}

const plural = (branches: Readonly<Record<string, Message>>, count: number, language: string): Message | undefined =>
  branches[`=${count}`] ?? branches[new Intl.PluralRules(language).select(count)] ?? branches['other'];

const number = (value: number, language: string): string => new Intl.NumberFormat(language).format(value);
