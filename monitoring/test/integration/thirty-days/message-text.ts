import type { Message } from '../alert-path.js';

/** What a reader of a channel gets. */
export interface ReadMessage {
  readonly channel: string;
  readonly title: string;
  readonly text: string;
}

interface Body {
  readonly attachments?: readonly { readonly title: string; readonly text: string }[];
  readonly channel?: string;
  readonly embeds?: readonly { readonly title: string; readonly description: string }[];
  readonly payload?: { readonly summary: string; readonly custom_details: { readonly text: string } };
  readonly event_action?: string;
  readonly alerts?: readonly {
    readonly status: string;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Returns a message's title and text. A time that it names is the real one, and is left out. */
export function readMessage({ channel, body }: Message): ReadMessage {
  const { where, title, text } =
    channel === 'email' ? mailOf(body) : jsonOf(channel, JSON.parse(body) as Body);
  const plain = text
    .replaceAll('\r\n', '\n')
    .replace(/Since: [^\n]*/g, 'Since: (time)')
    .replace(/[ \t]+$/gm, '')
    .trim();
  return { channel: where, title, text: plain };
}

function jsonOf(channel: string, body: Body): { where: string; title: string; text: string } {
  const [slack] = body.attachments ?? [];
  if (slack !== undefined)
    return { where: `slack ${body.channel ?? ''}`, title: slack.title, text: slack.text };
  const [discord] = body.embeds ?? [];
  if (discord !== undefined) return { where: channel, title: discord.title, text: discord.description };
  if (body.payload !== undefined)
    return {
      where: channel,
      title: body.payload.summary ?? '',
      text: body.payload.custom_details?.text ?? '',
    };
  // Webhooks get the alerts as they are.
  const alerts = body.alerts ?? [];
  const lines = alerts.map(({ status, annotations }) =>
    [`${status === 'resolved' ? 'Over: ' : ''}${annotations.summary}`, annotations.description, 'Since: ']
      .concat(annotations.dashboard_url === undefined ? [] : `Dashboard: ${annotations.dashboard_url}`)
      .concat(annotations.report_url === undefined ? [] : `Report: ${annotations.report_url}`)
      .concat(annotations.runbook_url === undefined ? [] : `Runbook: ${annotations.runbook_url}`)
      .join('\n'),
  );
  return { where: channel, title: '', text: lines.join('\n\n') };
}

function mailOf(mail: string): { where: string; title: string; text: string } {
  const subject = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(mail)?.[1] ?? '';
  const [, boundary = ''] = /boundary=(\S+?)\r\n/.exec(mail) ?? [];
  const plain = mail.split(`--${boundary}`).find((part) => part.includes('Content-Type: text/plain')) ?? '';
  const encoded = plain.slice(plain.indexOf('\r\n\r\n') + 4);
  return { where: 'email', title: words(subject), text: quotedPrintable(encoded) };
}

function words(subject: string): string {
  return subject
    .replace(/\?=\r\n[ \t]+=\?/g, '?==?')
    .replace(/\r\n[ \t]+/g, ' ')
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_all, text: string) => quotedPrintable(text.replaceAll('_', ' ')));
}

function quotedPrintable(text: string): string {
  const bytes: number[] = [];
  const plain = text.replace(/=\r?\n/g, '');
  for (let i = 0; i < plain.length; i++) {
    const code = /^=([0-9A-F]{2})/.exec(plain.slice(i, i + 3))?.[1];
    if (code === undefined) bytes.push(...Buffer.from(plain[i] ?? ''));
    else {
      bytes.push(Number.parseInt(code, 16));
      i += 2;
    }
  }
  return Buffer.from(bytes).toString();
}

/** What readers get at one moment. */
export interface Read {
  readonly atMs: number;
  readonly messages: readonly ReadMessage[];
}

/** Returns a moment to the minute, in UTC. */
export const when = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** Returns one paragraph for each message: when, where, title, text. */
export function asText(all: readonly Read[]): string {
  const paragraphs = all.flatMap(({ atMs, messages }) => {
    const texts = new Map<string, { title: string; channels: string[] }>();
    for (const { channel, title, text } of messages) {
      const known = texts.get(text) ?? { title: '', channels: [] };
      texts.set(text, { title: known.title || title, channels: [...known.channels, channel].sort() });
    }
    return [...texts]
      .map(
        ([text, { title, channels }]) => `== ${when(atMs)} to ${channels.join(', ')}\n${title}\n\n${text}\n`,
      )
      .sort();
  });
  return paragraphs.join('\n');
}
