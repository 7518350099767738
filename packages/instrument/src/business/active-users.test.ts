import { expect, it } from 'vitest';
import { ActiveUsers } from './active-users.js';

it('counts different users of the window, and forgets those that were quiet', () => {
  let nowMs = 0;
  const users = new ActiveUsers({ windowMs: 1_000, nowMs: () => nowMs });
  users.seen('a');
  users.seen('b');
  nowMs = 600;
  users.seen('a');
  expect(users.count()).toBe(2);
  nowMs = 1_200;
  expect(users.count()).toBe(1);
  nowMs = 1_601;
  expect(users.count()).toBe(0);
});

it('keeps a bounded number of users', () => {
  const users = new ActiveUsers({ windowMs: 1_000, nowMs: () => 0 });
  for (let i = 0; i < 100_010; i++) users.seen(String(i));
  expect(users.count()).toBe(100_000);
});
