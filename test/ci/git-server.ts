import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves a bare repository over HTTP on loopback, to those who send the token. */
export async function serveRepository(
  folder: string,
  token: string,
): Promise<{ readonly url: string; readonly server: Server }> {
  const login = `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization?.toLowerCase() === login.toLowerCase())
      answer(folder, request, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** As git's own HTTP backend does, for fetching. */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const isList = request.method === 'GET';
  const kind = isList ? 'advertisement' : 'result';
  response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${kind}` });
  if (isList) response.write('001e# service=git-upload-pack\n0000');
  const args = ['upload-pack', '--stateless-rpc', ...(isList ? ['--advertise-refs'] : []), folder];
  const env = { ...process.env, GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '') };
  const git = spawn('git', args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  request.pipe(git.stdin);
  git.stdout.pipe(response);
}
