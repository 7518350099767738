import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OtherPages } from './history-server.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

/** Returns what answers with the files of a folder, and with the `index.html` of a folder in it. */
export function siteFolder(folder: string): OtherPages {
  return async (path, response) => {
    const file = await fileAt(folder, path);
    if (file === null) return false;
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    await pipeline(createReadStream(file), response);
    return true;
  };
}

/** Returns the real file of a path, or null where there is none inside the folder. */
async function fileAt(folder: string, path: string): Promise<string | null> {
  try {
    const root = await realpath(folder);
    const asked = join(root, decodeURIComponent(path));
    const found = await realpath((await stat(asked)).isDirectory() ? join(asked, 'index.html') : asked);
    return found.startsWith(root + sep) && (await stat(found)).isFile() ? found : null;
  } catch {
    return null;
  }
}
