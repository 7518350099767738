/** The variable by which each CI system makes itself known. */
const CI_VARIABLES = [
  ['GITHUB_ACTIONS', 'github-actions'],
  ['GITLAB_CI', 'gitlab-ci'],
  ['FORGEJO_ACTIONS', 'forgejo-actions'],
  ['GITEA_ACTIONS', 'gitea-actions'],
  ['CIRCLECI', 'circleci'],
  ['BUILDKITE', 'buildkite'],
  ['TF_BUILD', 'azure-pipelines'],
  ['JENKINS_URL', 'jenkins'],
  ['TRAVIS', 'travis'],
  ['BITBUCKET_BUILD_NUMBER', 'bitbucket'],
  ['CODEBUILD_BUILD_ID', 'codebuild'],
  ['TEAMCITY_VERSION', 'teamcity'],
  ['APPVEYOR', 'appveyor'],
  ['CIRRUS_CI', 'cirrus'],
  ['DRONE', 'drone'],
] as const;

/** Returns the CI system's name, `ci` for one that is not known by name, or null outside CI. */
export function detectCi(variables: Readonly<Record<string, string | undefined>>): string | null {
  const known = CI_VARIABLES.find(([variable]) => isSet(variables[variable]));
  if (known) return known[1];
  return isSet(variables.CI) ? 'ci' : null;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
