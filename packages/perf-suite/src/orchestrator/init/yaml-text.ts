/** Plain where YAML reads it as itself, else quoted: a branch may be named \`on\` or hold a \`#\`. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z.][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
