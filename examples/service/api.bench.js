import { suite } from 'perf-suite';

export default suite(({ service }) => {
  service('releases', {
    start: ['node', 'server.js'],
    ready: '/health',
    minimumEffect: '5%',
    requests: [
      { name: 'works', path: '/api/works?kind={kind}' },
      { name: 'pending', path: '/api/releases/pending' },
      { name: 'page', path: '/' },
    ],
    values: { kind: ['anime', 'manga', 'novel'] },
  });
});
