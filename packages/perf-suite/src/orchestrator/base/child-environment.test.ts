import { describe, expect, it } from 'vitest';
import { childEnvironment } from './child-environment.js';

describe('childEnvironment', () => {
  it('drops what ties it to the project and hook that started us', () => {
    const env = childEnvironment({
      GIT_DIR: '/hook/.git',
      npm_package_name: 'head',
      npm_lifecycle_event: 'test',
      npm_config_prefix: '/head',
      npm_config_frozen_lockfile: 'false',
      INIT_CWD: '/head',
      NODE_ENV: 'production',
    });
    expect(Object.keys(env).sort()).toEqual(['CI', 'COREPACK_ENABLE_DOWNLOAD_PROMPT', 'GIT_TERMINAL_PROMPT']);
  });

  it('keeps registries, proxies, paths and an explicit CI', () => {
    const given = {
      PATH: '/bin',
      npm_config_registry: 'https://registry.example',
      HTTPS_PROXY: 'http://proxy',
      CI: 'false',
    };
    expect(childEnvironment(given)).toMatchObject(given);
  });
});
