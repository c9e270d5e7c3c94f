import { vi } from 'vitest';

interface Asked {
  readonly name: string;
  readonly body: unknown;
}

/** Stands in for the network: what was asked of it, and the answers it will give, in order. Without an answer there is no network. */
export class ScriptedNetwork {
  readonly asked: Asked[] = [];
  private readonly answers: (() => Response)[] = [];

  constructor() {
    vi.stubGlobal('fetch', (path: string, init: RequestInit): Promise<Response> => {
      this.asked.push({ name: `${init.method} ${path.replace('/api/v1', '')}`, body: init.body ? JSON.parse(String(init.body)) : undefined });
      const answer = this.answers.shift();
      return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no network'));
    });
  }

  says(body?: unknown, status = 200): void {
    this.answers.push(() => new Response(body === undefined ? null : JSON.stringify(body), { status: body === undefined ? 204 : status }));
  }

  refuses(status: number, code: string, more: object = {}): void {
    this.says({ type: 'about:blank', title: code, status, code, ...more }, status);
  }

  get names(): string[] {
    return this.asked.map(({ name }) => name);
  }
}
