// Completion: what may follow on a command line that is still being typed. The scripts of the shells
// (src/cli/completions) ask for it with `gongwen __complete WORD…`, whose last word is the one being typed.
#pragma once

#include "base/json.h"
#include "cli/command.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

// CommandWords: the words before the one that is being typed, as far as they are understood.

/// A command with the options that it declares.
struct CompletableCommand {
  const Command* command;
  const OptionList* options;
};

/// What the last word is: the value of an option, an argument of the command, or something without a specification,
/// such as the command itself.
struct WordPlace {
  const OptionSpec* spec = nullptr;
  std::size_t index = 0;  // which of several arguments of one specification
};

class CommandWords {
 public:
  CommandWords(const OptionList& common, std::span<const CompletableCommand> commands)
      : common_(common), commands_(commands) {}

  /// The next word. Its value goes where the option or argument keeps it.
  void take(std::string_view word);

  /// Whether there was a word that no call may have here.
  bool is_wrong() const { return is_wrong_; }
  const CompletableCommand* command() const { return command_; }
  /// After an option without its value.
  bool awaits_value() const { return awaiting_ != nullptr; }
  /// Where a word would be that does not start with `-`.
  WordPlace next_place() const;
  /// An option of the command, or one that all commands have, by any of its names.
  const OptionSpec* find_option(std::string_view name) const;
  /// Options that may still be given.
  std::vector<const OptionSpec*> open_options() const;
  /// The argument or the option's value that is called so, `KIND` or `--register`; empty when it was not given.
  std::string value_of(std::string_view name) const;

 private:
  void take_option(std::string_view word);
  void keep(const OptionSpec& spec, std::string_view value);
  std::vector<const OptionSpec*> arguments() const;

  const OptionList& common_;
  std::span<const CompletableCommand> commands_;
  const CompletableCommand* command_ = nullptr;
  const OptionSpec* awaiting_ = nullptr;
  std::vector<const OptionSpec*> given_;
  std::vector<std::string> argument_words_;
  bool only_arguments_ = false;
  bool is_wrong_ = false;
};

// Completions: the answer.

struct Candidate {
  std::string word;
  std::string note;
};

/// Names of files that the shell itself adds.
enum class PathNames : std::uint8_t { None, Files, Folders };

struct Completions {
  std::vector<Candidate> candidates;
  PathNames paths = PathNames::None;
  /// What of the word is before the name of a file: `--output=`, `/projects=`.
  std::string before_path;
};

/// What follows a pointer: `=` and a value, `=` and a file with a list, nothing.
enum class PointerUse : std::uint8_t { Value, Table, Alone };

/// Level by level, as names of folders: `/events` continues as `/events/0/`, since the items of the list have fields.
/// `fields`: what `describe --json` prints.
std::vector<Candidate> complete_pointer(const base::JsonView& fields, std::string_view typed, PointerUse use,
                                        Language language);

/// What the value of an option or an argument may be. `typed` is what there is of it, `before` what precedes it in the
/// same word.
Completions complete_value(Session& session, const CommandWords& words, const WordPlace& place, std::string_view typed,
                           std::string_view before);

/// What may be in the place of the last word.
Completions complete_words(Session& session, const OptionList& common, std::span<const CompletableCommand> commands,
                           std::span<const char* const> words);

/// A line for each candidate, its note after a tab; `:files` or `:folders` with what is before the path at the end.
std::string completions_text(const Completions& completions);

}  // namespace gongwen::cli
