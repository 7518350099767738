import { expect, it } from 'vitest';
import { type JsonPath, parseJsonPath, valueAt } from './json-path.js';

const DOCUMENT = { items: [{ id: 1, 'a b': 'x' }, { id: 2 }], "it's": null, constructor: 5 };

it.each([
  ['$', DOCUMENT],
  ['$.items[0].id', 1],
  ['$.items[-1].id', 2],
  ["$['items'][0]['a b']", 'x'],
  ['$["it\'s"]', null],
  ["$['it\\'s']", null],
  ['$.items[2].id', undefined],
  ['$.items.id', undefined],
  ['$.items[0].id.deeper', undefined],
  ['$.toString', undefined],
  ['$.constructor', 5],
])('finds what stands at %s', (text, expected) => {
  expect(valueAt(DOCUMENT, parseJsonPath(text) as JsonPath)).toEqual(expected);
});

it.each(['items', '', '$.', '$..id', '$.items[*]', '$.items[0', '$.items[0:2]', '$.a-b', '$ .a', "$['a"])(
  'takes %j for no place',
  (text) => {
    expect(parseJsonPath(text)).toBeNull();
  },
);
