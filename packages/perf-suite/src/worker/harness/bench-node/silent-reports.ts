/** Reports and tests of results: there are none yet when the file is read. */

function silentReport(): void {}

export {
  silentReport as chartReport,
  silentReport as csvReport,
  silentReport as htmlReport,
  silentReport as jsonReport,
  silentReport as prettyReport,
  silentReport as textReport,
};

const NOTHING_FOUND = {
  isPlaceholder: true,
  significant: false,
  pValue: 1,
  tStatistic: 0,
  degreesOfFreedom: 1,
};

export function welchTTest() {
  return { ...NOTHING_FOUND, mean1: 1, mean2: 1, variance1: 0, variance2: 0 };
}

export function compareBenchmarks() {
  return { ...NOTHING_FOUND, confidence: '0%', stars: '', difference: 'same' };
}

export function getSignificanceStars(): string {
  return '';
}
