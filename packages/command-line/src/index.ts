export { durationExpected, durationMsFrom, LONGEST_SPAN_MS, parseDuration } from './duration.js';
export { type Ending, endedBy, endWith } from './ending.js';
export { readGivenFile, readTls, type Tls } from './given-files.js';
export { parseFailOn, parseNames } from './names.js';
export { printable } from './printable.js';
export { newProgram, type ProgramOptions } from './program.js';
export { parseRatio, RATIO_EXPECTED, ratioFrom } from './ratio.js';
export { parseStreamToken } from './token.js';
export { parsePort, parseWhole } from './whole-number.js';
