export { readJsonFile } from './read-json-file.js';
export { readReportFile, readRunFile, writeReportFile, writeRunFile } from './run-file.js';
export { writeFileAtomically } from './write-file-atomically.js';
