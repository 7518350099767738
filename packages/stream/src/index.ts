export type { HubStatistics } from './hub/stream-hub.js';
export { DEFAULT_LIMITS, type StreamLimits } from './hub/stream-limits.js';
export { renderReportHtml } from './page/report-html.js';
export { type LiveStream, type LiveStreamOptions, startLiveStream } from './server/start-live-stream.js';
