// Completion: candidates for the last word of an incomplete command line. The scripts of the shells
// (src/cli/completions) request them with `gongwen __complete WORD…`, whose last word is being typed.
#pragma once

#include "base/json.h"
#include "cli/command.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

// CommandWords: interprets the words before the one that is being typed.

/// A command with its declared options.
struct CompletableCommand {
  const Command* command;
  const OptionList* options;
};

/// The role of the last word: the value of an option, an argument of the command, or something without a specification,
/// such as the command itself.
struct WordPlace {
  const OptionSpec* spec = nullptr;
  std::size_t index = 0;  // index among the arguments of one specification
};

class CommandWords {
 public:
  CommandWords(const OptionList& common, std::span<const CompletableCommand> commands)
      : common_(common), commands_(commands) {}

  /// Interprets the next word, and stores its value where the option or argument keeps it.
  void take(std::string_view word);

  /// Whether a word was not allowed at its place.
  bool is_wrong() const { return is_wrong_; }
  const CompletableCommand* command() const { return command_; }
  /// Whether the last word is an option that still needs its value.
  bool awaits_value() const { return awaiting_ != nullptr; }
  /// The role of a next word that does not start with `-`.
  WordPlace next_place() const;
  /// Finds an option of the command, or a common one, by any of its names.
  const OptionSpec* find_option(std::string_view name) const;
  /// The options that may still be given.
  std::vector<const OptionSpec*> open_options() const;
  /// The value of an argument or option, such as `KIND` or `--register`; empty if it was not given.
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

// Completions: the candidates that are printed for the shell.

struct Candidate {
  std::string word;
  std::string note;
};

/// Whether the shell should add names of files or folders itself.
enum class PathNames : std::uint8_t { None, Files, Folders };

struct Completions {
  std::vector<Candidate> candidates;
  PathNames paths = PathNames::None;
  /// The part of the word before a file name: `--output=`, `/projects=`.
  std::string before_path;
};

/// The text after a pointer: `=` and a value, `=` and a file with a list, or none.
enum class PointerUse : std::uint8_t { Value, Table, Alone };

/// Completes pointers level by level, like paths: `/events` continues as `/events/0/`, since the items of the list have
/// fields. `fields` is the output of `describe --json`.
std::vector<Candidate> complete_pointer(const base::JsonView& fields, std::string_view typed, PointerUse use,
                                        Language language);

/// Candidates for the value of an option or argument. `typed` is its first part, `before` the part of the word before
/// it.
Completions complete_value(Session& session, const CommandWords& words, const WordPlace& place, std::string_view typed,
                           std::string_view before);

/// Candidates for the last word.
Completions complete_words(Session& session, const OptionList& common, std::span<const CompletableCommand> commands,
                           std::span<const char* const> words);

/// One line for each candidate, with its note after a tab; at the end `:files` or `:folders` with the part before the
/// path.
std::string completions_text(const Completions& completions);

}  // namespace gongwen::cli
