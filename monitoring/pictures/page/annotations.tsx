import type { GrafanaTheme2 } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import { useLayoutEffect } from 'react';
import { ask, type Source } from './query-prometheus';

/** A time at which a dashboard's annotation query gave something, as a line over its charts. */
export interface Mark {
  readonly startMs: number;
  readonly endMs: number;
  readonly color: string;
}

/** An annotation of the dashboard's JSON; without an expression, it is one that Grafana has itself. */
export interface Annotation {
  readonly enable: boolean;
  readonly expr?: string;
  readonly iconColor: string;
  /** The value is the time, in milliseconds. */
  readonly useValueForTime?: boolean;
}

/** Grafana asks annotations each minute, or in longer steps where Prometheus would refuse so many points. */
const SHORTEST_STEP_SECONDS = 60;
const MOST_POINTS = 11_000;

/** Returns the marks of all annotations of a dashboard's JSON. */
export async function marksOf(
  source: Source,
  annotations: readonly Annotation[],
  theme: GrafanaTheme2,
): Promise<Mark[]> {
  const { from, to } = source.timeRange;
  const longest = (to.valueOf() - from.valueOf()) / 1_000 / MOST_POINTS;
  const step = Math.max(SHORTEST_STEP_SECONDS, Math.ceil(longest / 60) * 60);
  const marks: Mark[] = [];
  for (const { expr, enable, iconColor, useValueForTime } of annotations) {
    if (!enable || expr === undefined) continue;
    const color = theme.visualization.getColorByName(iconColor);
    for (const { points } of await ask(source, expr, { instant: false, step })) {
      let last: { startMs: number; endMs: number; color: string } | null = null;
      for (const [seconds, value] of points) {
        if (!(Number(value) > 0)) continue;
        const time = useValueForTime ? Number(value) : seconds * 1_000;
        if (time < from.valueOf() || time > to.valueOf()) continue;
        // Points one step apart are one event that lasted.
        if (last !== null && last.endMs + step * 1_000 >= time) last.endMs = time;
        else {
          last = { startMs: time, endMs: time, color };
          marks.push(last);
        }
      }
    }
  }
  return marks;
}

/** Draws dashed lines as Grafana does, whose own drawing of annotations is not part of its component library. */
export function Marks({ builder, marks }: { builder: UPlotConfigBuilder; marks: readonly Mark[] }): null {
  useLayoutEffect(() => {
    builder.addHook('draw', (u) => {
      const { ctx, bbox } = u;
      const ratio = devicePixelRatio;
      ctx.save();
      for (const { startMs, endMs, color } of marks) {
        ctx.strokeStyle = color;
        ctx.fillStyle = color;
        ctx.lineWidth = ratio;
        ctx.setLineDash([5 * ratio, 5 * ratio]);
        const x = Math.round(u.valToPos(startMs, 'x', true));
        const width = Math.round(u.valToPos(endMs, 'x', true)) - x;
        ctx.globalAlpha = 0.1;
        ctx.fillRect(x, bbox.top, width, bbox.height);
        ctx.globalAlpha = 1;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.beginPath();
        const bottom = bbox.top + bbox.height;
        ctx.moveTo(x - 4 * ratio, bottom + 5 * ratio);
        ctx.lineTo(x + 4 * ratio, bottom + 5 * ratio);
        ctx.lineTo(x, bottom);
        ctx.fill();
      }
      ctx.restore();
    });
  }, [builder, marks]);
  return null;
}
