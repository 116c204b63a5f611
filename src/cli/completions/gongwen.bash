# Completion of the command gongwen for bash. Made by `gongwen completion bash`; the program itself knows what may follow.

_gongwen() {
    local cur=${COMP_WORDS[COMP_CWORD]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
    # bash takes `=` and `:` for ends of words.
    if declare -F _get_comp_words_by_ref > /dev/null; then
        _get_comp_words_by_ref -n =: cur words cword
    fi
    local before=("${words[@]:1:cword-1}") word note paths= before_path= shown=
    before=("${before[@]//[\"\'\\]/}")
    local answers=()
    while IFS=$'\t' read -r word note; do
        case $word in
            :files | :folders) paths=${word#:} before_path=$note ;;
            *) answers+=("$word") ;;
        esac
    done < <("${words[0]/#\~/$HOME}" __complete ${before[@]+"${before[@]}"} "${cur//[\"\'\\]/}" 2> /dev/null)

    if [[ $paths ]]; then
        compopt -o filenames 2> /dev/null
        local action=file path
        [[ $paths = folders ]] && action=directory
        while IFS= read -r path; do
            answers+=("$before_path$path")
        done < <(compgen -A "$action" -- "${cur#"$before_path"}")
    fi
    # What is before the last `=` or `:` stays as it is.
    local mark
    for mark in = :; do
        if [[ $cur == *"$mark"* && $COMP_WORDBREAKS == *"$mark"* ]]; then
            local kept=${cur%"${cur##*"$mark"}"}
            [[ ${#kept} -gt ${#shown} ]] && shown=$kept
        fi
    done
    COMPREPLY=("${answers[@]#"$shown"}")
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2> /dev/null
    fi
}

complete -F _gongwen gongwen
