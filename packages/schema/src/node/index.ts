export { readAcceptedFile, writeAcceptedFile } from './accepted-file.js';
export { JSON_BOUNDS, type JsonBounds, JsonStructure } from './json-bounds.js';
export { makeFolder } from './make-folder.js';
export { nearestPath, notThereHint } from './nearest-path.js';
export {
  newestRunFile,
  openRegularFile,
  readRegularFile,
  refuseUnlessRegularFile,
} from './open-regular-file.js';
export { readJsonFile } from './read-json-file.js';
export { type InputFile, refuseOverInputs, replacedBy } from './replaced-file.js';
export { readReportFile, readRunFile, writeReportFile, writeRunFile } from './run-file.js';
export { inputName, inputPath, STANDARD_INPUT } from './standard-input.js';
export { writeFileAtomically } from './write-file-atomically.js';
