import { createServer } from 'node:http';

/** Starts a feed of releases on a free port of this machine, which fails and waits when it is asked to. */
export async function startFeed() {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://feed');
    const answer = () => {
      if (Math.random() < Number(searchParams.get('fail'))) return response.writeHead(503).end();
      const found = [1, 2, 3].map(() => ({ work: Math.floor(Math.random() * 1_000), number: 2 }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    };
    setTimeout(answer, 2 + Number(searchParams.get('delayMs')));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/releases`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
