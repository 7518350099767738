/** What a run can be written as for other tools, the default first; the help of the command shows them. */
export const EXPORT_FORMATS = ['csv', 'bmf', 'github-action-benchmark', 'go', 'openmetrics'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
