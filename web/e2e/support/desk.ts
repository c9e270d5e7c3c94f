import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Person {
  readonly user: string;
  readonly mail: string;
}

type ChannelName = 'email' | 'sms' | 'voice';
type Provider = 'first' | 'second';

/** What stands around the server: a webmail whose address `url` then is, real providers instead of a development server, or a directory. */
export type Surroundings = 'webmail' | 'providers' | Kind;
/** People are then those of a real directory of that kind: person1 to person10. */
export type Kind = 'openldap' | 'samba';

/** A running Rekey, and what a test has to know from behind its screen: see instance.py, which this starts and ends. */
export class Desk {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private turn: Promise<unknown> = Promise.resolve();
  url = '';
  /** Where the host of `url` has to lead, when it is one that nobody knows. */
  port = 0;

  private constructor(around?: Surroundings) {
    this.child = spawn('/usr/bin/python3', [fileURLToPath(new URL('instance.py', import.meta.url)), ...(around ? [around] : [])], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr.on('data', (data: Buffer) => process.stderr.write(data));
    this.reader = createInterface(this.child.stdout);
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  static async open(around?: Surroundings): Promise<Desk> {
    const desk = new Desk(around);
    const { url, port = 0 } = await desk.read<{ url: string; port?: number }>();
    desk.url = url;
    desk.port = port;
    return desk;
  }

  /** What a person reads in the picture, or hears. */
  captcha = (challenge: string): Promise<string> => this.ask('captcha', { challenge });
  /** The code in the newest, or the given, mail to that address. Waits for it to arrive. */
  code = (mail: string, count = 1): Promise<string> => this.ask('code', { mail, count });
  mails = (mail: string): Promise<number> => this.ask('mails', { mail });
  add = (user: string, more: Readonly<Record<string, string | null>> = {}): Promise<Person> => this.ask('add', { user, more });
  /** The text message to that number, or what the call says, with a code. Each is told once. Waits for it. */
  said = (to: string, channel: 'sms' | 'voice'): Promise<string> => this.ask('said', { to, channel });
  /** By which provider the code came there that no test was told. Waits for it. Around `providers` only, as the next. */
  arrived = (to: string, channel: 'email' | 'sms'): Promise<{ by: Provider; code: string }> => this.ask('arrived', { to, channel });
  /** Which trunk brought the next call. Waits for it to be taken; the next two are about this call. */
  called = (to: string): Promise<Provider> => this.ask('called', { to });
  /** Once so many seconds were heard. */
  press = (keys: string, after: number): Promise<null> => this.ask('press', { keys, after });
  /** What somebody understood who only listened, once the call is over, and how often it was said. */
  heard = (): Promise<{ code: string; times: number }> => this.ask('heard', {});
  /** The first provider of that channel is gone from now on. */
  down = (channel: ChannelName): Promise<null> => this.ask('down', { channel });
  /** A person of the directory: the user ID, and the number that is on file there. Around a directory only, as the next. */
  known = (number: number): Promise<{ user: string; mobile: string }> => this.ask('known', { number });
  /** The number is another one there from now on, and has been read. */
  moved = (number: number, mobile: string): Promise<null> => this.ask('moved', { number, mobile });
  /** Wrong passwords, until it locks. */
  lock = (number: number): Promise<null> => this.ask('lock', { number });
  binds = (number: number, password: string): Promise<boolean> => this.ask('binds', { number, password });
  /** The link "this was not me" in the newest mail to that address. */
  link = (mail: string): Promise<string> => this.ask('link', { mail });
  count = (user: string, kind: string): Promise<number> => this.ask('count', { user, kind });
  unfreeze = (user: string): Promise<null> => this.ask('unfreeze', { user });
  /** The key of a new authenticator app, and what an app with it shows. */
  app = (user: string): Promise<string> => this.ask('app', { user });
  shown = (key: string): Promise<string> => this.ask('shown', { key });
  recoveryCodes = (user: string): Promise<string[]> => this.ask('recovery_codes', { user });
  fits = (user: string, password: string): Promise<boolean> => this.ask('fits', { user, password });
  age = (seconds: number): Promise<null> => this.ask('age', { seconds });
  /** As if all sign-ins, and what was confirmed, were that much older. */
  later = (seconds: number): Promise<null> => this.ask('later', { seconds });
  deliver = (user: string, subject: string): Promise<null> => this.ask('deliver', { user, subject });
  set = (settings: Readonly<Record<string, unknown>>): Promise<null> => this.ask('set', { settings });

  async close(): Promise<void> {
    this.reader.close();
    this.child.stdin.end();
    await new Promise((ended) => (this.child.exitCode === null ? this.child.once('exit', ended) : ended(undefined)));
  }

  /** One question at a time. */
  private ask<T>(ask: string, more: object): Promise<T> {
    const answer = this.turn.then(async () => {
      this.child.stdin.write(`${JSON.stringify({ ask, ...more })}\n`);
      return (await this.read<{ answer: T }>()).answer;
    });
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async read<T>(): Promise<T> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the server under test has ended; see what it wrote above');
    return JSON.parse(value) as T;
  }
}
