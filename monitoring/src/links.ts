/** Where people find what a message talks about. Alertmanager's template and the rules use them. */
export const RUNBOOK_FOLDER = 'docs/monitoring/runbooks';
export const RUNBOOK_BASE_URL = `https://github.com/perf-suite/perf-suite/blob/main/${RUNBOOK_FOLDER}`;
/** Overridden by GRAFANA_URL when the files are generated for a team's own Grafana. */
export const GRAFANA_URL = 'http://localhost:3000';
