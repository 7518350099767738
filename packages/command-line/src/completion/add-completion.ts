import { Argument, type Command } from 'commander';
import { parseChoice } from '../choice.js';
import { candidatesFor } from './candidates.js';
import { SHELLS, type Shell, shellScript } from './shell-scripts.js';

/** Adds `completion`, which prints a shell's script, and the command that the script asks at each Tab. */
export function addCompletion(program: Command, out: (text: string) => void): void {
  const name = program.name();
  program
    .command('completion')
    .description('prints a script that lets a shell complete commands, flags and values')
    .addArgument(
      new Argument('<shell>', 'the shell that reads it')
        .choices(SHELLS)
        .argParser((text) => parseChoice(text, 'completion', SHELLS)),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ source <(${name} completion bash)      in ~/.bashrc
  $ source <(${name} completion zsh)       in ~/.zshrc, behind compinit
  $ ${name} completion fish | source       in ~/.config/fish/config.fish`,
    )
    .action((shell: Shell) => out(shellScript(shell, name)));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      const { paths, words: found } = candidatesFor(program, words);
      const lines = found.map(({ text, description }) => `${text}\t${description.replace(/\s+/g, ' ')}`);
      out(`${[paths ?? 'words', ...lines].join('\n')}\n`);
    });
}
