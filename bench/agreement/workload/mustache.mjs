import Mustache from 'mustache';
import { cars } from './inputs.mjs';

const row = '<tr><td>{{Name}}</td><td>{{Horsepower}}</td><td>{{{Origin}}}</td></tr>';
const table = `<table>{{#cars}}${row}{{/cars}}</table>`;
const view = { cars: cars.slice(0, 60), shown: true, a: { b: { c: 'deep' } }, upper: () => 'UP' };
const flat = 'Hello {{a.b.c}} {{#shown}}yes{{/shown}}{{^shown}}no{{/shown}} {{upper}} & {{a.b.c}}. '.repeat(
  20,
);

export default {
  'a table of 60 cars': () => Mustache.render(table, view).length,
  'nested names and sections': () => Mustache.render(flat, view).length,
  'parse a template': () => {
    Mustache.clearCache();
    return Mustache.parse(flat).length;
  },
  partials: () =>
    Mustache.render('{{#cars}}{{>row}}{{/cars}}', { cars: view.cars.slice(0, 20) }, { row }).length,
};
