export { type ComparableParts, fingerprintOf } from './fingerprint.js';
export { isLoopback } from './is-loopback.js';
export { makeFolder } from './make-folder.js';
export { type ReadEnvironmentOptions, readEnvironment } from './read-environment.js';
export { readGitState } from './read-git-state.js';
export { readJsonFile } from './read-json-file.js';
export { readReportFile, readRunFile, writeReportFile, writeRunFile } from './run-file.js';
export { writeFileAtomically } from './write-file-atomically.js';
