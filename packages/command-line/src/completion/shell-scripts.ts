/** The shells that completion is written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Returns a script that a shell reads to complete a command. It asks the command itself at each Tab
 * (`NAME complete -- WORDS`), so that it need not be written again when the command changes.
 *
 * The answer's first line is `files` or `folders` where the shell completes paths itself, otherwise `words`; each
 * further line is a word, a tab and a description.
 */
export function shellScript(shell: Shell, name: string): string {
  const identifier = name.replaceAll('-', '_');
  return SCRIPTS[shell].replaceAll('NAME', name).replaceAll('IDENTIFIER', identifier);
}

const BASH = String.raw`# Completes NAME in bash. In ~/.bashrc: source <(NAME completion bash)
_IDENTIFIER_completion() {
  local word words=() last value description kind=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    # Bash takes = and : for words of their own.
    last=$((\${#words[@]} - 1))
    if ((last >= 0)) && [[ $word == [=:]* || \${words[last]} == *[=:] ]]; then
      words[last]+=$word
    else
      words+=("$word")
    fi
  done
  local begun=\${words[\${#words[@]} - 1]}
  local kept=\${begun%"\${begun##*[=:]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r value description; do
    if [[ -z $kind ]]; then
      kind=$value
    else
      COMPREPLY+=("\${value#"$kept"}")
    fi
  done < <(NAME complete -- "\${words[@]}" 2>/dev/null)
  # Without a word, bash completes files: that is what the option default says below.
  case $kind in
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    words) compopt +o default 2>/dev/null ;;
  esac
}
complete -o default -F _IDENTIFIER_completion NAME
`.replaceAll('\\${', '${');

const ZSH = String.raw`#compdef NAME
# Completes NAME in zsh. In ~/.zshrc, behind compinit: source <(NAME completion zsh)
_IDENTIFIER() {
  local -a typed answer found
  local line
  (( CURRENT > 2 )) && typed=("\${(@Q)words[2,CURRENT-1]}")
  answer=("\${(@f)$(NAME complete -- "\${typed[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case $answer[1] in
    files) compset -P '--*='; _files ;;
    folders) compset -P '--*='; _files -/ ;;
    words)
      for line in "\${(@)answer[2,-1]}"; do
        found+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
      done
      _describe NAME found
      ;;
  esac
}
if [[ $funcstack[1] == _IDENTIFIER ]]; then
  _IDENTIFIER "$@"
else
  compdef _IDENTIFIER NAME
fi
`.replaceAll('\\${', '${');

const FISH = String.raw`# Completes NAME in fish. In ~/.config/fish/config.fish: NAME completion fish | source
function __IDENTIFIER_completion
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l begun (commandline -ct)
    set -l answer (NAME complete -- $typed "$begun" 2>/dev/null)
    set -l flag (string match -r -- '^--[^=]*=' "$begun")
    set -l path (string replace -r -- '^--[^=]*=' '' "$begun")
    switch "$answer[1]"
        case files
            set -l paths (__fish_complete_path "$path")
            test (count $paths) -gt 0; and printf '%s\n' "$flag"$paths
        case folders
            set -l paths (__fish_complete_directories "$path")
            test (count $paths) -gt 0; and printf '%s\n' "$flag"$paths
        case words
            set -e answer[1]
            test (count $answer) -gt 0; and printf '%s\n' $answer
    end
end
complete -c NAME -f -k -a '(__IDENTIFIER_completion)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
