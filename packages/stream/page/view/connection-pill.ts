import { element, setText } from '@perf-suite/page-parts/view/element';
import type { ConnectionState } from '../connection.js';

/** Says how the page is connected, in words and with a dot. */
export class ConnectionPill {
  readonly #text = element('span', {}, 'Connecting');
  readonly root = element(
    'div',
    { class: 'connection', 'data-kind': 'connecting' },
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    this.#text,
  );

  update(state: ConnectionState): void {
    this.root.setAttribute('data-kind', state.kind);
    setText(this.#text, describe(state));
  }
}

function describe(state: ConnectionState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'waiting':
      return `Reconnecting${state.attempt > 1 ? `, attempt ${state.attempt}` : ''}`;
    case 'closed':
      return 'Not live';
    case 'file':
      return 'Saved report';
  }
}
