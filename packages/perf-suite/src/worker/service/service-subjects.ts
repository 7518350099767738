import { checkLength } from '../../api/suite/name-length.js';
import type { SuiteService } from '../../api/suite/service-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { declaredCommand } from '../command/declared-command.js';
import { benchmarkId } from '../load/benchmark-id.js';
import type { Subject } from '../load/subject.js';
import { type ReadingPlace, readScenario } from './read-scenario.js';
import type { ServiceSide } from './service-side.js';

/**
 * Returns a side's copy of a service as benchmarks, one for each request that it is sent. Nothing is started.
 * @throws {BenchmarkFileError} `bad-usage`
 */
export async function serviceSubjects(
  service: SuiteService,
  fileId: string,
  source: VariantSource,
  place: ReadingPlace,
): Promise<Subject[]> {
  const { timeMs, minimumEffect, budgetNs } = service;
  const group = [...service.group, service.name];
  const side: ServiceSide = {
    service,
    source,
    scenario: await readScenario(service, source.contentFrom, place),
  };
  return side.scenario.requests.map(({ name }, request) => {
    checkLength([...group, name].join(' > '));
    return {
      declared: {
        id: benchmarkId(fileId, group, name),
        group,
        name,
        kind: 'service',
        command: declaredCommand({ run: service.start, cwd: service.cwd }),
        service: group.join(' > '),
        async: true,
        timeMs,
        minimumEffect,
        ...(budgetNs !== undefined && { budgetNs }),
      },
      async: true,
      service: { ...side, request },
      enter: refuse,
      call: refuse,
      leave: refuse,
      dispose: refuse,
    };
  });
}

function refuse(): never {
  throw new RangeError('a request to a service is not called by itself');
}
