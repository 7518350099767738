import Handlebars from 'handlebars';
import { cars } from './inputs.mjs';

const row = '<tr><td>{{Name}}</td><td>{{#if Horsepower}}{{Horsepower}}{{else}}-{{/if}}</td></tr>';
const source = `<table>{{#each cars}}${row}{{/each}}</table>`;
const view = { cars: cars.slice(0, 60), a: { b: 'x' } };
const own = Handlebars.create();
own.registerPartial('row', own.compile(row));
own.registerHelper('upper', (text) => text.toUpperCase());
const [table, partials, helpers] = [
  source,
  '{{#each cars}}{{> row}}{{/each}}',
  '{{#cars}}{{upper Origin}}{{/cars}}',
].map((text) => own.compile(text));

export default {
  'a table of 60 cars': () => table(view).length,
  partials: () => partials(view).length,
  helpers: () => helpers(view).length,
  precompile: () => own.precompile(source).length,
};
