import validator from 'validator';
import { times } from './inputs.mjs';

const addresses = ['user@example.com', 'a.b+c@sub.example.org', 'no-at.example', '"odd"@example.com'];
const urls = [
  'https://example.com/a?b=c#d',
  'ftp://user:pw@host.example:21/x',
  'example',
  'http://[::1]:80/',
];

export default {
  'is it an email address': times(40, (i) => validator.isEmail(addresses[i % 4])),
  'is it a URL': times(40, (i) => validator.isURL(urls[i % 4])),
  'is it an IP address': times(40, (i) => validator.isIP(i % 2 ? `10.0.${i}.1` : `2001:db8::${i}`)),
  'escape and trim': times(60, (i) => validator.trim(validator.escape(` <a href="x">${i} & '</a> `)).length),
};
