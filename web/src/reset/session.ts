/** What one tab remembers of its attempt, so that a reload goes on where it was. The handle is the only key to the attempt. */
export interface Session {
  readonly attempt: string;
  readonly user: string;
  /** When the attempt ends, and after how many minutes: to say so when it has. */
  readonly expiresAt: string;
  readonly minutes: number;
}

const NAME = 'rekey-reset';

/** In this tab only, gone when it is closed. A browser that stores nothing still keeps it until the page is left. */
export class SessionStore {
  private session: Session | undefined;

  private readonly storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

  constructor(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = () => sessionStorage) {
    this.storage = storage;
    this.session = this.quietly(() => read(this.storage().getItem(NAME)));
  }

  get(): Session | undefined {
    return this.session;
  }

  set(session: Session): void {
    this.session = session;
    this.quietly(() => this.storage().setItem(NAME, JSON.stringify(session)));
  }

  clear(): void {
    this.session = undefined;
    this.quietly(() => this.storage().removeItem(NAME));
  }

  private quietly<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      return undefined; // storage is switched off or full
    }
  }
}

function read(stored: string | null): Session | undefined {
  const found: unknown = JSON.parse(stored ?? 'null');
  return isSession(found) ? found : undefined;
}

const isSession = (found: unknown): found is Session =>
  typeof found === 'object' && found !== null &&
  'attempt' in found && typeof found.attempt === 'string' && 'user' in found && typeof found.user === 'string' &&
  'expiresAt' in found && typeof found.expiresAt === 'string' && 'minutes' in found && typeof found.minutes === 'number';
