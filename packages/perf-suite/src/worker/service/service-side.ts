import type { Scenario } from '@perf-suite/load';
import type { Variant } from '@perf-suite/schema';
import type { SuiteService } from '../../api/suite/service-data.js';
import type { VariantSource } from '../../wire/protocol.js';

/** One side's copy of a service: what to start, where, and what to ask it. */
export interface ServiceSide {
  readonly service: SuiteService;
  readonly source: VariantSource;
  readonly scenario: Scenario;
}

export interface VariantSide {
  readonly variant: Variant;
  readonly side: ServiceSide;
}
