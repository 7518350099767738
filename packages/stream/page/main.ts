import { App } from './app.js';
import { connect } from './connection.js';
import { savedEvents } from './saved-run.js';

// Read before the page is drawn: drawing replaces what the body holds.
const saved = savedEvents(document);
const app = new App(document.body);
if (saved === null) connect(new URL(location.href), app);
else app.showSaved(saved);
