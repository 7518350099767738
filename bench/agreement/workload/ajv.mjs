import Ajv from 'ajv';
import { cars, forEach } from './inputs.mjs';

const number = { type: ['number', 'null'] };
const car = {
  type: 'object',
  properties: {
    Name: { type: 'string', minLength: 2 },
    Horsepower: number,
    Origin: { enum: ['USA', 'Europe', 'Japan'] },
  },
  required: ['Name', 'Origin'],
};
const list = new (Ajv.default ?? Ajv)().compile({ type: 'array', items: car, uniqueItems: false });
const all = new (Ajv.default ?? Ajv)({ allErrors: true }).compile({
  type: 'array',
  items: { ...car, required: ['Name', 'Wheels'] },
});
const choice = new (Ajv.default ?? Ajv)().compile({
  oneOf: [{ properties: { Origin: { const: 'USA' } } }, { properties: { Origin: { pattern: '^(Eu|Ja)' } } }],
});

export default {
  'valid cars': () => list(cars),
  'all errors of 50 cars': () => {
    all(cars.slice(0, 50));
    return all.errors.length;
  },
  'one of two schemas': forEach(cars, (one) => choice(one)),
  'compile a schema': () => typeof new (Ajv.default ?? Ajv)().compile(car),
};
