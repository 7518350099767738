import { Ajv } from 'ajv';
import { suite } from 'perf-suite';
import * as v from 'valibot';
import { readCars } from './data/read-data.js';

const cars = readCars();

const carsSchema = v.array(
  v.object({
    Name: v.pipe(v.string(), v.minLength(1)),
    Miles_per_Gallon: v.nullable(v.number()),
    Cylinders: v.pipe(v.number(), v.integer()),
    Year: v.pipe(v.string(), v.isoDate()),
    Origin: v.picklist(['USA', 'Europe', 'Japan']),
  }),
);

const validateCars = new Ajv({ allowUnionTypes: true }).compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['Name', 'Miles_per_Gallon', 'Cylinders', 'Year', 'Origin'],
    properties: {
      Name: { type: 'string', minLength: 1 },
      Miles_per_Gallon: { type: ['number', 'null'] },
      Cylinders: { type: 'integer' },
      Year: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      Origin: { enum: ['USA', 'Europe', 'Japan'] },
    },
  },
});

export default suite(({ group }) => {
  group('validate cars', ({ bench }) => {
    bench('ajv', {
      parameters: { cars: [10, 400] },
      setup: (parameters) => cars.slice(0, parameters.cars),
      run: (input) => validateCars(input),
    });
    bench('valibot', {
      parameters: { cars: [10, 400] },
      setup: (parameters) => cars.slice(0, parameters.cars),
      run: (input) => v.parse(carsSchema, input).length,
    });
  });
});
