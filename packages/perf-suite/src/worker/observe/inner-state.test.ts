import { afterEach, expect, it } from 'vitest';
import { InnerState } from './inner-state.js';

const roots = new Map<string, object>([
  ['process', process],
  ['Array.prototype', Array.prototype],
]);
const added: [object, PropertyKey][] = [];
afterEach(() => {
  for (const [object, key] of added.splice(0)) Reflect.deleteProperty(object, key);
});

function put(object: object, key: PropertyKey): void {
  added.push([object, key]);
  Reflect.set(object, key, 1);
}

it('a property that code gives to a built-in function or list is seen once', () => {
  const state = new InnerState(roots);
  expect(state.changes()).toEqual([]);
  put(process.hrtime, 'projectCount');
  put(process.hrtime.bigint, 'projectCount');
  put(process.argv, 'projectCount');
  put(Array.prototype.map, Symbol.for('project'));
  expect(state.changes().sort()).toEqual([
    'Array.prototype.map.Symbol(project)',
    'process.argv.projectCount',
    'process.hrtime.bigint.projectCount',
    'process.hrtime.projectCount',
  ]);
  expect(state.changes()).toEqual([]);
});

it('a property that is taken away is seen', () => {
  put(Array.prototype.map, 'project');
  const state = new InnerState(roots);
  Reflect.deleteProperty(Array.prototype.map, 'project');
  expect(state.changes()).toEqual(['Array.prototype.map.project']);
});
