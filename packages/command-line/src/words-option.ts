import { Option } from 'commander';

/** A flag that takes some of these words, with commas between them if it takes more than one. */
export class WordsOption extends Option {
  readonly words: readonly string[];
  readonly takesMany: boolean;

  constructor(flags: string, description: string, words: readonly string[], takesMany: boolean) {
    super(flags, description);
    this.words = words;
    this.takesMany = takesMany;
  }
}
