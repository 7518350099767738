// Prints after a run of vitest how long each tier of tests took, and which tests were the slowest.
const SLOWEST_COUNT = 10;

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export default class TestTimesReporter {
  onTestRunEnd(modules) {
    const tiers = new Map();
    const tests = [];
    for (const module of modules) {
      const tier = module.project.name;
      tiers.set(tier, (tiers.get(tier) ?? 0) + module.diagnostic().duration);
      for (const test of module.children.allTests())
        tests.push({
          name: `${module.relativeModuleId}: ${test.fullName}`,
          ms: test.diagnostic()?.duration ?? 0,
        });
    }
    if (tests.length <= SLOWEST_COUNT) return;
    const slowest = tests.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_COUNT);
    for (const [tier, ms] of tiers) console.log(`${tier || 'tests'}: ${seconds(ms)} of tests`);
    console.log('slowest:');
    for (const { name, ms } of slowest) console.log(`  ${seconds(ms).padStart(7)}  ${name}`);
  }
}
