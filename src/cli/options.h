// Options of commands as data, and the messages about a call that does not fit them.
#pragma once

#include "cli/wording.h"
#include "diagnostics/catalogue.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::cli {

class Session;

// OptionList: the options and arguments of a command, as data. How they are written on a command line is the business
// of command_line.cpp alone.

struct OptionSpec {
  /// Where the value goes: a switch, one text, or all texts that are given.
  using Target = std::variant<bool*, std::string*, std::vector<std::string>*>;

  std::string names;  // `-o,--output`; an argument by its place has one name without dashes: `KIND`
  std::string value;  // what stands for the value in the help: `FILE`
  std::string help;
  Target target;
  bool required = false;
  std::vector<std::string> choices;  // when only these values are allowed

  bool is_argument() const { return !names.starts_with('-'); }
};

class OptionList {
 public:
  explicit OptionList(Wording wording) : wording_(wording) {}

  const Wording& wording() const { return wording_; }
  const std::vector<OptionSpec>& specs() const { return specs_; }

  /// Adds an option; the help in both languages. The answer is for further settings.
  OptionSpec& add(std::string names, OptionSpec::Target target, std::string_view english, std::string_view chinese);

 private:
  Wording wording_;
  std::vector<OptionSpec> specs_;
};

// Messages of the command itself, about the way it was called.

/// Prints one message without a place, in the session's language and form. Returns: the exit status.
int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments);

/// Refuses an option that would change nothing beside the others. Returns: the exit status.
int refuse_useless(const Session& session, std::string option, std::string command);

// Which of the common options a command makes use of. One that would change nothing is refused, so that nobody believes
// it did.

/// Refuses common options that were given and have no effect with the command, and folders of templates and fonts that
/// are not there. Returns: 0, or the exit status of the refusal, which is printed.
int check_common_options(const Session& session, std::string_view command);

}  // namespace gongwen::cli
