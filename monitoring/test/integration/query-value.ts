/** Returns the first value that a query gives now, or null where it gives none. */
export async function queryValue(prometheusUrl: string, promql: string): Promise<number | null> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  const text = data.result[0]?.value[1];
  return text === undefined ? null : Number(text);
}
