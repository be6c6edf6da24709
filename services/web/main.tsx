// Starts the page in the browser.
import { render } from 'preact';
import { App } from './app.tsx';
import { preferredTheme, showTheme } from './preferences.ts';

showTheme(preferredTheme());
const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element #app');
// What stands there until the program of the page is read.
root.replaceChildren();
render(<App />, root);
