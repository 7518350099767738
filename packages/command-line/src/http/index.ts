export { type Refusal, type Sending, sendWithRetries } from './send-with-retries.js';
