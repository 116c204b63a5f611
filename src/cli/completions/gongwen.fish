# Completion of the command gongwen for fish. Made by `gongwen completion fish`; the program itself knows what may follow.

function __gongwen_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l program (string replace -r '^~' -- $HOME $words[1])
    for line in ($program __complete $words[2..-1] "$typed" 2>/dev/null)
        set -l parts (string split -m 1 \t -- $line)
        switch $parts[1]
            case :files :folders
                set -l rest (string sub -s (math (string length -- "$parts[2]") + 1) -- "$typed")
                set -l found
                if test $parts[1] = :folders
                    set found (__fish_complete_directories "$rest" '')
                else
                    set found (__fish_complete_path "$rest" '')
                end
                for path in $found
                    echo $parts[2](string split -m 1 \t -- $path)[1]
                end
            case '*'
                echo $line
        end
    end
end

complete -c gongwen -f -a '(__gongwen_complete)'
