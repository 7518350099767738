import dayjs from 'dayjs';
import { times } from './inputs.mjs';

const day = dayjs('2024-03-05T10:20:30');

export default {
  'parse texts': times(100, (i) => dayjs(`2024-0${(i % 9) + 1}-11 10:2${i % 10}`).minute()),
  format: times(100, (i) => day.format(i % 2 ? 'YYYY-MM-DD HH:mm:ss' : 'dddd, D MMMM YYYY Z').length),
  'add and subtract': times(100, (i) => day.add(i, 'month').subtract(3, 'day').date()),
  'difference and order': times(
    100,
    (i) => day.diff(1.7e12 + i * 1e9, 'month') + Number(day.isBefore(1.7e12 + i * 1e8)),
  ),
};
