#compdef gongwen
# Completion of the command gongwen for zsh. Made by `gongwen completion zsh`; the program itself knows what may follow.

_gongwen() {
    local line word note paths= before_path=
    local -a open closed open_notes closed_notes
    local program=${words[1]/#\~/$HOME}
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        note=${line#*$'\t'}
        case $word in
            :files | :folders) paths=${word#:} before_path=$note ;;
            # More of the word follows.
            *[=/]) open+=("$word") open_notes+=("$word${note:+  -- $note}") ;;
            *) closed+=("$word") closed_notes+=("$word${note:+  -- $note}") ;;
        esac
    done < <("$program" __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null)

    local found=1
    (($#closed)) && compadd -l -d closed_notes -a closed && found=0
    (($#open)) && compadd -l -S '' -d open_notes -a open && found=0
    if [[ -n $paths ]]; then
        [[ -n $before_path ]] && compset -P "${(b)before_path}"
        if [[ $paths = folders ]]; then _files -/ && found=0; else _files && found=0; fi
    fi
    return found
}

if [[ $funcstack[1] = _gongwen ]]; then
    _gongwen "$@"
else
    compdef _gongwen gongwen
fi
