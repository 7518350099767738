import { element } from './element';

/** A field whose words say which rows are shown. */
export class FilterField {
  readonly root: HTMLInputElement;

  /**
   * @param what is filtered by what, as in `benchmarks by name or file`
   * @param onWords called with all that the field holds, each time that it changes
   */
  constructor(what: `${string} by ${string}`, onWords: (words: string) => void) {
    const by = what.slice(what.indexOf(' by '));
    this.root = element('input', {
      type: 'search',
      class: 'filter',
      placeholder: `Filter${by}   /`,
      'aria-label': `Filter ${what}`,
      on: { input: () => onWords(this.root.value) },
    });
  }

  /** Selects what it holds, so that typing replaces it. */
  focus(): void {
    this.root.focus();
    this.root.select();
  }

  /** Shows the words; those of somebody who is typing stay. */
  show(words: string): void {
    if (document.activeElement !== this.root) this.root.value = words;
  }
}
