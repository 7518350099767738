import semver from 'semver';
import { forEach, lockfile } from './inputs.mjs';

const versions = [...new Set(Array.from(lockfile.matchAll(/@(\d+\.\d+\.\d+)'?:/g), ([, found]) => found))];
const many = Array.from({ length: 200 }, (_, i) => versions[i % versions.length]);
const ranges = ['>=14', '^12.22.0 || ^14.17.0 || >=16.0.0', '~2.1', '1.x', '>=0.10.0 <5'];

export default {
  'inc by minor': forEach(many, (version) => semver.inc(version, 'minor').length),
  satisfies: forEach(many.slice(0, 50), (version) => semver.satisfies(version, ranges[version.length % 5])),
  sort: () => semver.sort([...versions]).at(-1),
  coerce: forEach(many, (version) => semver.coerce(`v${version} of it`).major),
  'parse a range': forEach(ranges, (range) => new semver.Range(`${range} || 9.${range.length}`).range.length),
};
