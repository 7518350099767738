import { GROUPS, SETTING_KEYS, SETTINGS_TABLE, type Setting, variableOf } from './settings-table.js';

/** Returns the table of all settings, in Markdown, for the package's README. */
export function settingsReference(): string {
  const rows = SETTING_KEYS.map((key): readonly [string, Setting] => [key, SETTINGS_TABLE[key]]);
  return GROUPS.flatMap((group) => {
    const ofGroup = rows.filter(([, setting]) => setting.group === group);
    return ofGroup.length === 0 ? [] : ['', `**${group}**`, '', ...tableOf(ofGroup)];
  }).join('\n');
}

function tableOf(rows: readonly (readonly [string, Setting])[]): string[] {
  return [
    '| key | flag | variable | default | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(([key, { flag, defaultText, help }]) =>
      [
        '',
        ` \`${key}\` `,
        flag === null ? (key === 'files' ? ' the arguments ' : ' none ') : ` \`${flag}\` `,
        ` \`${variableOf(key)}\` `,
        ` ${escaped(defaultText ?? 'none')} `,
        ` ${escaped(help)} `,
        '',
      ].join('|'),
    ),
  ];
}

/** The texts are ours; only what a table or Markdown itself would take for its own is marked. */
function escaped(text: string): string {
  return text.replace(/[*<>|]/g, (character) => `\\${character}`);
}
