import { Suite } from 'bench-node';
import { work } from './work.mjs';

const suite = new Suite({ reporter: () => {} });
for (const [name, run] of Object.entries(work)) suite.add(name, run);
for (const { name, histogram } of (await suite.run()) ?? []) {
  const sorted = [...(histogram?.sampleData ?? [])].sort((a, b) => a - b);
  console.log(JSON.stringify({ name, p50Ns: sorted[Math.floor(sorted.length / 2)] ?? 0 }));
}
