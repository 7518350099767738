/**
 * What is wrong with a benchmark file, in its author's terms. Not a PerfError, because that class
 * comes with all parsers of run files, which a process that measures should not have to load: the
 * worker passes code, message and hint on, and its parent makes them a PerfError.
 */
export class BenchmarkFileError extends Error {
  override readonly name = 'BenchmarkFileError';
  readonly code: 'bad-usage' | 'duplicate-name' | 'no-benchmarks';
  readonly hint: string | null;

  constructor(code: BenchmarkFileError['code'], message: string, hint: string | null = null) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
