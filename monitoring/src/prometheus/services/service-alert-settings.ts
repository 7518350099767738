import { SettingsError } from '../../settings/read-settings.js';
import { SERVICE_ALERT_SETTINGS, type ServiceAlertSetting } from '../../settings.js';
import type { AlertSeverity } from '../alert.js';

type Levels = Readonly<Partial<Record<AlertSeverity, number>>>;

const PLACE = 'monitoring/settings.yaml: service_alerts';

/** Returns how long an alert must last: what the settings say, or else what is delivered. */
export function durationOf(alert: string, delivered: string, settings = SERVICE_ALERT_SETTINGS): string {
  return settings.find((one) => one.alert === alert)?.for ?? delivered;
}

/**
 * Returns from which values on an alert is said: what the settings say, or else what is delivered.
 * @throws {SettingsError} where the settings name a severity that the alert does not have
 */
export function levelsOf(alert: string, delivered: Levels, settings = SERVICE_ALERT_SETTINGS): Levels {
  const given = settings.find((one) => one.alert === alert)?.levels ?? {};
  const named = Object.entries(given).filter(([, level]) => level !== undefined);
  const wrong = named.map(([severity]) => severity).find((severity) => !Object.hasOwn(delivered, severity));
  if (wrong !== undefined) {
    const known = Object.keys(delivered).join(', ');
    throw new SettingsError(`${PLACE}: ${alert}.levels: expected only ${known}, found ${wrong}`);
  }
  return { ...delivered, ...Object.fromEntries(named) };
}

/**
 * Looks whether the settings name alerts that there are.
 * @param withLevels the names of those that have levels
 * @param others the names of those that have none
 * @throws {SettingsError} with what there is
 */
export function checkServiceAlertSettings(
  withLevels: readonly string[],
  others: readonly string[],
  settings: readonly ServiceAlertSetting[] = SERVICE_ALERT_SETTINGS,
): void {
  for (const { alert, levels } of settings) {
    if (others.includes(alert)) {
      if (levels === undefined) continue;
      throw new SettingsError(`${PLACE}: ${alert}.levels: expected none: the service’s objectives decide`);
    }
    if (withLevels.includes(alert)) continue;
    const known = [...new Set([...withLevels, ...others])].join(', ');
    throw new SettingsError(`${PLACE}: expected one of ${known}; found ${alert}`);
  }
}
