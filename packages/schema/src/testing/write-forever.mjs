// Writes letters by turns to the file named, as fast as it can, until it is killed.
import { writeFileAtomically } from '../../dist/node/index.js';

const [path, sizeBytes] = process.argv.slice(2);
for (let i = 0; ; i++) {
  await writeFileAtomically(path, 'ab'[i % 2].repeat(Number(sizeBytes)));
  if (i === 0) process.stdout.write('started\n');
}
