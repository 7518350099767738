import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type DataTransformerConfig,
  type FieldConfigSource,
  type GrafanaTheme2,
  identityOverrideProcessor,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { Target } from './query-prometheus';

/** A panel of the dashboard's JSON, as far as it is read here. */
export interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  // biome-ignore lint/suspicious/noExplicitAny: each type of panel has options of its own
  readonly options: Readonly<Record<string, any>>;
  readonly fieldConfig: FieldConfigSource;
  /** Left out by texts and rows. */
  readonly targets?: readonly Target[];
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly transformations?: readonly DataTransformerConfig[];
}

/** What Grafana's panels take where the JSON says nothing; they are not part of its libraries. */
const DEFAULTS: Readonly<Record<string, FieldConfigSource['defaults']>> = {
  timeseries: {
    color: { mode: 'palette-classic' },
    custom: {
      drawStyle: 'line',
      lineInterpolation: 'linear',
      lineWidth: 1,
      fillOpacity: 0,
      gradientMode: 'none',
      stacking: { mode: 'none', group: 'A' },
      axisBorderShow: false,
      axisColorMode: 'text',
      axisPlacement: 'auto',
      axisLabel: '',
      showPoints: 'auto',
      pointSize: 5,
      scaleDistribution: { type: 'linear' },
      thresholdsStyle: { mode: 'off' },
      hideFrom: { legend: false, tooltip: false, viz: false },
    },
  },
  table: { custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false } },
};

const TRANSFORMATIONS = [
  standardTransformers.mergeTransformer,
  standardTransformers.organizeFieldsTransformer,
  standardTransformers.groupingToMatrixTransformer,
];
const STANDARD = [
  'unit',
  'min',
  'max',
  'decimals',
  'displayName',
  'noValue',
  'color',
  'mappings',
  'thresholds',
  'links',
];
const CUSTOM = [
  'width',
  'align',
  'hideFrom',
  'cellOptions',
  'lineStyle',
  'lineWidth',
  'fillOpacity',
  'fillBelowTo',
  'drawStyle',
];

/** To be called once, before any field config is applied: Grafana's server registers the same properties. */
export function registerProperties(): void {
  const property = (path: string, isCustom: boolean) => ({
    id: isCustom ? `custom.${path}` : path,
    path,
    isCustom,
    name: path,
    description: path,
    editor: () => null,
    override: () => null,
    process: identityOverrideProcessor,
    shouldApply: () => true,
  });
  const all = [
    ...STANDARD.map((path) => property(path, false)),
    ...CUSTOM.map((path) => property(path, true)),
  ];
  standardFieldConfigEditorRegistry.setInit(() => all);
  standardTransformersRegistry.setInit(() =>
    TRANSFORMATIONS.map((transformation) => ({
      id: transformation.id,
      name: transformation.name,
      transformation: async () => transformation,
      editor: () => null,
      imageDark: '',
      imageLight: '',
    })),
  );
}

/** @throws {RangeError} if the panel's JSON asks for what is not registered, which would silently do nothing */
function requireRegistered({ title, fieldConfig, transformations = [] }: PanelModel): void {
  const properties = fieldConfig.overrides.flatMap((override) => override.properties.map(({ id }) => id));
  const unknown = [
    ...properties.filter((id) => standardFieldConfigEditorRegistry.getIfExists(id) === undefined),
    ...transformations.map(({ id }) => id).filter((id) => !standardTransformersRegistry.getIfExists(id)),
  ];
  if (unknown.length > 0)
    throw new RangeError(`panel "${title}": add ${unknown.join(', ')} to those registered`);
}

/** The panel's field config over its type's defaults. */
export function fieldConfigOf({ type, fieldConfig }: PanelModel): FieldConfigSource {
  const base = DEFAULTS[type] ?? {};
  const { defaults, overrides } = fieldConfig;
  return { defaults: { ...base, ...defaults, custom: { ...base.custom, ...defaults.custom } }, overrides };
}

/** Returns the frames transformed, and with colours, units and display texts as the panel's JSON says. */
export async function configured(
  frames: DataFrame[],
  panel: PanelModel,
  theme: GrafanaTheme2,
): Promise<DataFrame[]> {
  requireRegistered(panel);
  const transformed = await lastValueFrom(transformDataFrame([...(panel.transformations ?? [])], frames));
  const fieldConfig = fieldConfigOf(panel);
  for (const field of transformed.flatMap(({ fields }) => fields))
    field.config.custom = structuredClone(fieldConfig.defaults.custom);
  const applied = applyFieldOverrides({
    data: transformed,
    fieldConfig,
    theme,
    replaceVariables: (text) => text,
    timeZone: 'utc',
  });
  cacheFieldDisplayNames(applied);
  return applied;
}
