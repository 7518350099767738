import { element } from './element.js';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const GLYPHS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };
const STORAGE_KEY = 'perf-suite-theme';

/**
 * Returns a button that goes through automatic, light and dark, and remembers the choice.
 * @param onChange called after the colours changed, also when the system's preference did: canvases must redraw
 */
export function themeButton(onChange: () => void): HTMLButtonElement {
  let theme = storedTheme();
  const button = element('button', { type: 'button', class: 'icon-button' });
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const shown = theme === 'auto' && prefersDark.matches ? 'dark' : theme;
    document.documentElement.setAttribute('data-theme', shown);
    button.textContent = GLYPHS[theme];
    button.setAttribute('aria-label', `Colours: ${theme}`);
    button.title = `Colours: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    store(theme);
    show();
    onChange();
  });
  prefersDark.addEventListener('change', () => {
    show();
    onChange();
  });
  show();
  return button;
}

// Storage may be forbidden, in a file opened from disk for instance: then the choice lasts as long as the page.
function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {}
}
