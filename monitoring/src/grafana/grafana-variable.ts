/** Returns a reference that Grafana fills in, such as to a label of the value that was clicked. */
export function grafanaVariable(name: string): string {
  return `\${${name}}`;
}
