/** Checks that are printed one by one, and what the command ends with. */
export class CheckList {
  #failed = 0;
  #passed = 0;

  get failedCount() {
    return this.#failed;
  }

  /** Prints the heading of the checks that follow. */
  part(title) {
    console.log(`\n${title}`);
  }

  /** Prints what is as it should be. */
  pass(text) {
    this.#passed++;
    console.log(`  ✓ ${text}`);
  }

  /**
   * Prints what is not as it should be, and what to do.
   * @param {string} text what was expected, and what was found
   * @param {string} hint what to do about it
   */
  fail(text, hint) {
    this.#failed++;
    console.log(`  ✗ ${text}\n      ${hint}`);
  }

  /** Prints what is told and fails nothing. */
  note(text) {
    console.log(`  - ${text}`);
  }

  /** Prints how many passed; returns the exit code. */
  end() {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 ? 0 : 1;
  }
}

/**
 * Returns the answer of an address within some seconds, or what went wrong.
 * @returns {Promise<{ ok: boolean, status: number | null, text: string, problem: string | null }>}
 */
export async function ask(url, { withinMs = 5_000 } = {}) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(withinMs), redirect: 'manual' });
    const text = await response.text();
    const problem = response.ok ? null : `status ${response.status}`;
    return { ok: response.ok, status: response.status, text, problem };
  } catch (error) {
    const problem = error.name === 'TimeoutError' ? `no answer in ${withinMs / 1_000} s` : causeOf(error);
    return { ok: false, status: null, text: '', problem };
  }
}

function causeOf(error) {
  const { code, message } = error.cause ?? error;
  return code === 'ECONNREFUSED' ? 'nothing listens there' : (code ?? message);
}

/**
 * Returns the result of a PromQL query.
 * @throws {Error} if Prometheus refuses it, or does not answer
 */
export async function query(prometheus, expression) {
  const { text, problem } = await ask(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
  if (problem !== null && text === '') throw new Error(`${prometheus}: ${problem}`);
  const { status, error, data } = JSON.parse(text);
  if (status !== 'success') throw new Error(`${prometheus} refused ${expression}: ${error}`);
  return data.result;
}
