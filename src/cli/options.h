// Options of commands as data, and the messages about a call that does not fit them.
#pragma once

#include "cli/wording.h"
#include "diagnostics/catalogue.h"
#include "gongwen/engine.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::cli {

// Who runs the command, for records of what people did.

/// The name that `--by` says; without it that of GONGWEN_BY, otherwise the user of the system.
std::string author_name(const std::string& given);

// Outputs as they are named on the command line.

/// The output of this name. `format` is what `--format` says (`pdf`, `xlsx`, or `json` for data, of which an Output
/// knows nothing) for folders and for names that say none, such as `-`; empty when it was not given. Returns: nothing
/// when the name says another format.
std::optional<Output> named_output(const std::string& path, const std::string& format);

// Former names of options and limits. A call that uses one is rejected with a message that shows the present name.

/// The present name of an option of a command; empty for names that were never an option.
std::string_view find_renamed_option(std::string_view command, std::string_view option);

/// The present name of a limit of --limit; empty for names that were never a limit.
std::string_view find_renamed_limit(std::string_view name);

class Session;

/// For an output that may be the standard output, which a command with `--json` needs for its result. Returns: 0, or
/// the exit status of a refusal.
int give_output_to(Session& session, const std::string& path, bool json);

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
  std::vector<std::string> choices;      // when only these values are allowed
  std::vector<std::string> suggestions;  // values that completion offers, when others are allowed, too
  bool takes_storage = false;            // `s3://…`; every other option refuses it, as it would make a folder `s3:`

  bool is_argument() const { return !names.starts_with('-'); }
  /// `--output` of an option, the first of several; the name of an argument.
  std::string_view long_name() const {
    const std::size_t start = is_argument() ? 0 : names.find("--");
    return std::string_view(names).substr(start, names.find(',', start) - start);
  }
};

class OptionList {
 public:
  explicit OptionList(Wording wording) : wording_(wording) {}

  const Wording& wording() const { return wording_; }
  const std::vector<OptionSpec>& specs() const { return specs_; }

  /// Adds an option with its help. The answer is for further settings.
  OptionSpec& add(std::string names, OptionSpec::Target target, const diagnostics::BilingualText& help);

 private:
  Wording wording_;
  std::vector<OptionSpec> specs_;
};

/// Whether the output may be a file of the format: a folder gets the documents of a kind.
bool may_have_format(const Output& output, Format format);
/// The names of all formats: `pdf`, `xlsx` …
std::vector<std::string> format_names();

/// --dpi: the resolution of pages as PNG.
class DpiOption {
 public:
  void declare(OptionList& list);
  /// Sets the resolution if it was given; it must be of use. `missing` is what has to be written to get a PNG file;
  /// empty when one is made. Returns: 0, or the exit status of a refusal.
  int read(const Session& session, std::string_view missing, RenderOptions& options) const;

 private:
  std::string dpi_;
};

/// --ofd-profile: for archives, or with all that OFD can hold.
class OfdProfileOption {
 public:
  void declare(OptionList& list);
  /// Sets the profile if it was given; it must be of use. `missing` is what has to be written to get an OFD file; empty
  /// when one is made. Returns: 0, or the exit status of a refusal.
  int read(const Session& session, std::string_view missing, RenderOptions& options) const;

 private:
  std::string profile_;
};

/// --draft and --line-numbers: what documents show that are not final yet.
class DraftOption {
 public:
  void declare(OptionList& list);
  /// Sets what was given. Returns: 0, or the exit status of a refusal.
  int read(const Session& session, RenderOptions& options) const;

 private:
  std::string mark_;
  std::string line_numbers_;
};

/// --profile: what pages are proofread against.
void declare_profile(OptionList& list, std::string& profile);

// Messages of the command itself, about the way it was called.

/// Prints one message without a place, in the session's language and form. Returns: the exit status.
int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments);

/// Refuses an option that would change nothing beside the others. Returns: the exit status.
int refuse_useless(const Session& session, std::string option, std::string command);

// Which of the common options a command uses. One without effect is refused, so that nobody relies on it.

/// Whether a common option changes anything with the command.
bool has_effect(std::string_view command, std::string_view option);

/// Refuses common options that were given and have no effect with the command, and missing folders of templates and
/// fonts. Returns: 0, or the exit status of the refusal, which is printed.
int check_common_options(const Session& session, std::string_view command);

}  // namespace gongwen::cli
