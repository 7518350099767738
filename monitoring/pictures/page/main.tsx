import {
  createTheme,
  dateMath,
  type GrafanaTheme2,
  rangeUtil,
  ThemeContext,
  type TimeRange,
} from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { GlobalStyles, PanelChrome } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { type Annotation, marksOf } from './annotations';
import { drawPanel } from './draw-panel';
import { configured, type PanelModel, registerProperties } from './panel-data';
import { framesOf, type Source, stepSeconds } from './query-prometheus';

/** Grafana's grid, in pixels. */
const COLUMNS = 24;
const ROW_HEIGHT = 30;
const GAP = 8;

/** A dashboard's JSON, as far as it is read here. */
interface DashboardModel {
  readonly title: string;
  readonly panels: readonly PanelModel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly label: string }[] };
  readonly annotations?: { readonly list?: readonly Annotation[] };
}

interface Wanted {
  readonly dashboard: DashboardModel;
  readonly prometheusUrl: string;
  /** What each variable is set to. */
  readonly variables: Readonly<Record<string, string>>;
  /** Start of the time range, such as `now-30d`. */
  readonly from: string;
  readonly widthPixels: number;
}

declare global {
  interface Window {
    drawDashboard(wanted: Wanted): Promise<void>;
  }
}

/** Draws a dashboard with what Prometheus knows now. */
window.drawDashboard = async ({ dashboard, prometheusUrl, variables, from, widthPixels }) => {
  const theme = createTheme({ colors: { mode: 'dark' } });
  await initPluginTranslations('grafana');
  registerProperties();
  await Promise.all(['400', '500'].map((weight) => document.fonts.load(`${weight} 12px Inter`)));
  const timeRange: TimeRange = {
    from: dateMath.parse(from)!,
    to: dateMath.parse('now')!,
    raw: { from, to: 'now' },
  };
  const source: Source = { url: prometheusUrl, variables, timeRange };
  const marks = await marksOf(source, dashboard.annotations?.list ?? [], theme);
  const panels = [];
  const rows = [];
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    const column = (widthPixels - GAP) / COLUMNS;
    const place = {
      left: GAP + x * column,
      top: y * (ROW_HEIGHT + GAP),
      width: w * column - GAP,
      height: h * (ROW_HEIGHT + GAP) - GAP,
    };
    if (panel.type === 'row') {
      rows.push({ title: panel.title, place });
      continue;
    }
    const step = stepSeconds(source, {
      points: panel.maxDataPoints ?? place.width,
      smallest: panel.interval,
    });
    const frames = await framesOf(source, panel.targets ?? [], step);
    panels.push({ panel, place, frames: await configured(frames, panel, theme) });
  }
  const bottom = Math.max(...panels.map(({ place }) => place.top + place.height));
  createRoot(document.getElementById('dashboard')!).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Heading dashboard={dashboard} variables={variables} timeRange={timeRange} theme={theme} />
      <div style={{ position: 'relative', height: bottom + GAP }}>
        {rows.map(({ title, place }) => (
          <div
            key={title}
            style={{ position: 'absolute', ...place, fontSize: 16, fontWeight: 500, padding: 6 }}
          >
            {title}
          </div>
        ))}
        {panels.map(({ panel, place, frames }) => (
          <div key={panel.id} style={{ position: 'absolute', ...place }}>
            <PanelChrome {...place} title={panel.title} description={panel.description}>
              {(width: number, height: number) =>
                drawPanel({ panel, frames, marks, theme, timeRange, width, height })
              }
            </PanelChrome>
          </div>
        ))}
      </div>
    </ThemeContext.Provider>,
  );
};

/** What Grafana shows above the panels: the dashboard's name, the variables and the time range. */
function Heading({
  dashboard,
  variables,
  timeRange,
  theme,
}: {
  dashboard: DashboardModel;
  variables: Readonly<Record<string, string>>;
  timeRange: TimeRange;
  theme: GrafanaTheme2;
}) {
  const labels = dashboard.templating.list.filter(({ name }) => name in variables);
  const box = {
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: 2,
    padding: '5px 8px',
    marginLeft: 8,
  };
  return (
    <div style={{ display: 'flex', alignItems: 'center', padding: '12px 8px', fontSize: 14 }}>
      <span style={{ fontSize: 18, fontWeight: 500, flex: 1 }}>{dashboard.title}</span>
      {labels.map(({ name, label }) => (
        <span key={name} style={box}>
          <span style={{ color: theme.colors.text.secondary }}>{label}</span>{' '}
          {variables[name] === '.*' ? 'All' : variables[name]}
        </span>
      ))}
      <span style={box}>
        {rangeUtil.describeTimeRange({ from: String(timeRange.raw.from), to: String(timeRange.raw.to) })}
      </span>
    </div>
  );
}
