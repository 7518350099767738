import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Author {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

interface Note {
  readonly id: number;
  readonly author: Author;
  body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers as the APIs of GitHub and GitLab do, for the comments of one pull request, on loopback. */
export class CodeHost {
  readonly comments: Note[] = [];
  /** Whose token it is. GitHub does not tell a bot who it is. */
  author: Author = { id: 41898282, login: 'github-actions[bot]', type: 'Bot' };
  /** `METHOD path`, in order. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string>();
  /** Comments that the token may not touch; it may touch those of other people. */
  readonly othersIds = new Set<number>();
  /** Called before each request; what it returns is the answer. */
  before: (request: string) => Answer | undefined = () => undefined;
  pulls: readonly object[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #lastId = 100;

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  add(body: string, author = this.author): number {
    const id = ++this.#lastId;
    this.comments.push({ id, body, author });
    return id;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const { method = '', url = '', headers } = request;
    const path = url.replace(/\?.*/, '');
    this.requests.push(`${method} ${path}`);
    this.tokens.add(String(headers.authorization ?? headers['private-token']));
    const {
      status,
      headers: extra = {},
      body = '',
    } = this.before(`${method} ${path}`) ?? this.#handle(method, new URL(url, 'http://host'), text);
    response.writeHead(status, { 'content-type': 'application/json', ...extra }).end(body);
  }

  #handle(method: string, { pathname, searchParams }: URL, text: string): Answer {
    if (pathname.endsWith('/pulls')) return json(200, this.pulls);
    if (pathname === '/user' && this.author.type === 'Bot')
      return json(403, { message: 'Resource not accessible by integration' });
    if (pathname.endsWith('/user')) return json(200, this.author);
    const id = Number(/(?:comments|notes)\/(\d+)$/.exec(pathname)?.[1] ?? 0);
    if (id === 0 && method === 'GET') {
      const size = Number(searchParams.get('per_page'));
      const from = (Number(searchParams.get('page')) - 1) * size;
      // GitHub says user, GitLab author.
      const shown = this.comments.map((one) => ({ ...one, user: one.author }));
      return json(200, shown.slice(from, from + size));
    }
    if (id === 0) return json(201, { id: this.add(JSON.parse(text).body) });
    const at = this.comments.findIndex((one) => one.id === id);
    if (at < 0) return json(404, { message: 'Not Found' });
    if (this.othersIds.has(id)) return json(403, { message: 'Must have admin rights' });
    if (method === 'DELETE') {
      this.comments.splice(at, 1);
      return { status: 204 };
    }
    (this.comments[at] as Note).body = JSON.parse(text).body;
    return json(200, this.comments[at]);
  }
}

function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}
