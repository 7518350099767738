export {
  HOST_EXPECTED,
  hostFrom,
  hostInUrl,
  PUBLIC_URL_EXPECTED,
  type PublicAddress,
  parseHost,
  parsePublicUrl,
  pathBelow,
  publicAddressFrom,
} from './address.js';
export { choiceOption, parseChoice } from './choice.js';
export { addCompletion } from './completion/add-completion.js';
export { durationExpected, durationMsFrom, LONGEST_SPAN_MS, parseDuration } from './duration.js';
export { type Ending, endedBy, endWith } from './ending.js';
export { readGivenFile, readTls, type Tls } from './given-files.js';
export { outliveReaders, outliveTerminal } from './gone-readers.js';
export { hideSecrets } from './hide-secrets.js';
export { Secrets, withoutGiven } from './known-secrets.js';
export { ListOption, looksLikeRunFile } from './list-option.js';
export { listed } from './listed.js';
export { escapeMarkdown } from './markdown.js';
export { parseFailOn, parseNames } from './names.js';
export {
  type CiFormat,
  OUTPUT_FORMATS,
  type OutputFormat,
  RESULT_FORMATS,
  type ResultFormat,
} from './output-format.js';
export { printable, withoutCommands } from './printable.js';
export { newProgram, type ProgramOptions } from './program.js';
export { parseRatio, RATIO_EXPECTED, ratioFrom } from './ratio.js';
export { argumentsWithoutSecrets, hideArguments, secretsOfArguments } from './secret-arguments.js';
export { expectOneStandardInput } from './standard-input.js';
export { parseStreamToken } from './token.js';
export { parsePort, parseWhole } from './whole-number.js';
export { WordsOption } from './words-option.js';
