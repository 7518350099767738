/** What `Benchmark.platform` tells about where it runs, in the words of platform.js. */

const family = process.platform.charAt(0).toUpperCase() + process.platform.slice(1);
const architecture = /64/.test(process.arch) ? 64 : 32;
const os = { architecture, family, version: null, toString: () => `${family} ${architecture}-bit` };
const version = process.versions.node;
const description = `Node.js ${version} on ${os}`;

export const platform = {
  description,
  layout: null,
  manufacturer: null,
  name: 'Node.js',
  os,
  prerelease: null,
  product: null,
  ua: null,
  version,
  toString: () => description,
};
