import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'vitest';
import { startMetricsEndpoint } from '../src/metrics-endpoint.js';

it('a client that never begins its TLS handshake is hung up on, before the 120 s that Node would wait', async () => {
  // Nobody here gets as far as asking for the certificate.
  const endpoint = await startMetricsEndpoint({ port: 0, tls: { cert: '', key: '' } });
  const client = connect(Number(new URL(endpoint.url).port), '127.0.0.1').resume();
  client.on('error', () => undefined);
  await once(client, 'close');
  await endpoint.close();
}, 60_000);
