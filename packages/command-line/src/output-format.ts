/** How results, lists and reports can be shown, the default first. */
export const OUTPUT_FORMATS = ['text', 'json', 'markdown'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What CI systems read. */
export const CI_FORMATS = ['junit', 'github', 'gitlab'] as const;
export type CiFormat = (typeof CI_FORMATS)[number];

/** How the result of a run can be shown. */
export const RESULT_FORMATS = [...OUTPUT_FORMATS, ...CI_FORMATS] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];
