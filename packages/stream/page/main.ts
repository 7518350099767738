import { App } from './app.js';
import { connect } from './connection.js';
import { savedEvents } from './saved-run.js';

const app = new App(document.body);
const saved = savedEvents(document);
if (saved === null) connect(new URL(location.href), app);
else app.showSaved(saved);
