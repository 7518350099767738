// The aliased older versions have the same interface as the current ones, as far as these examples use it.
declare module 'diff-old' {
  export { diffLines, diffWords } from 'diff';
}
declare module 'js-yaml-old' {
  export { default } from 'js-yaml';
}
declare module 'minisearch-old' {
  export { default } from 'minisearch';
}
declare module 'mustache-old' {
  export { default } from 'mustache';
}
declare module 'papaparse-old' {
  export { default } from 'papaparse';
}
declare module 'parse5-old' {
  export { parse } from 'parse5';
}
declare module 'qs-old' {
  export { default } from 'qs';
}
declare module 'semver-old' {
  export { default } from 'semver';
}
