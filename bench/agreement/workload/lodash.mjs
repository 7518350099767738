import _ from 'lodash';
import { cars } from './inputs.mjs';

const some = cars.slice(0, 100);
const copy = _.cloneDeep(some);

export default {
  'sort by two keys': () => _.sortBy(some, ['Origin', 'Horsepower']).length,
  'group and count': () => Object.keys(_.mapValues(_.groupBy(cars, 'Origin'), 'length')).length,
  'deep clone': () => _.cloneDeep(some.slice(0, 20)).length,
  'deep equal': () => _.isEqual(some, copy),
  merge: () =>
    Object.keys(_.merge({}, { a: some.slice(0, 10) }, { a: copy.slice(5, 20), b: { c: 1 } })).length,
};
