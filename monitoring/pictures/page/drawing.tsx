import type { DataFrame, GrafanaTheme2, TimeRange } from '@grafana/data';
import type { Mark } from './annotations';
import type { PanelModel } from './panel-data';

/** What a panel's inside is drawn from, and how large; width and height in CSS pixels. */
export interface Drawing {
  readonly panel: PanelModel;
  readonly frames: DataFrame[];
  readonly marks: readonly Mark[];
  readonly theme: GrafanaTheme2;
  readonly timeRange: TimeRange;
  readonly width: number;
  readonly height: number;
}
