export { drawBar } from './bar.js';
export { cutRight, fitLeft, fitRight, wrapWords } from './fit-text.js';
export { counted, formatCount, formatNs, formatPercent, formatSpan } from './format.js';
export {
  boundTexts,
  changeText,
  movement,
  percent,
  plainPercent,
  pValueText,
  slowerText,
} from './format-change.js';
export { BLOCKS, drawHistogram, type Histogram } from './histogram.js';
export { drawInterval, type IntervalScale } from './interval-picture.js';
export { showsUnicode } from './shows-unicode.js';
export { glyphsOf, type StyleOptions, styleFor, styleOf, type TerminalStyle, wantsColor } from './style.js';
export { tableOf } from './table.js';
export { textWidth } from './text-width.js';
export { valueText } from './value-text.js';
