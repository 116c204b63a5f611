// Options of commands as data, and messages about calls that do not fit them.
#pragma once

#include "cli/wording.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/engine.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::cli {

// The author of changes, for histories.

/// The value of `--by`; otherwise that of GONGWEN_BY, otherwise the name of the system's user.
std::string author_name(const std::string& given);

// Outputs as named on the command line.

/// The output of this name. `format` is the value of `--format` (`pdf`, `xlsx`, or `json` for data, which is not an
/// Output format), for folders and names without an ending, such as `-`; empty if it was not given. Returns nullopt if
/// the name implies another format.
std::optional<Output> named_output(const std::string& path, const std::string& format);

// Former names of options and limits. A call that uses one is rejected with a message that shows the current name.

/// The current name of an option of a command; empty for names that never were options.
std::string_view find_renamed_option(std::string_view command, std::string_view option);

/// The current name of a limit of --limit; empty for names that never were limits.
std::string_view find_renamed_limit(std::string_view name);

class Session;

/// Reserves the standard output for `path`, if it names it; `--json` needs it for its result. Returns 0, or the exit
/// status of a refusal.
int give_output_to(Session& session, const std::string& path, bool json);

// OptionList: the options and arguments of a command, as data. Only command_line.cpp defines how they are written.

struct OptionSpec {
  /// The place where the value is stored: a flag, one text, or a list of all given texts.
  using Target = std::variant<bool*, std::string*, std::vector<std::string>*>;

  std::string names;  // `-o,--output`; a positional argument has one name without dashes: `KIND`
  std::string value;  // placeholder in the help: `FILE`
  std::string help;
  Target target;
  bool required = false;
  std::vector<std::string> choices;      // if only these values are allowed
  std::vector<std::string> suggestions;  // offered by completion; other values are also allowed
  bool takes_storage = false;  // accepts `s3://…`; all other options refuse it, since they would create a folder `s3:`

  bool is_argument() const { return !names.starts_with('-'); }
  /// The long name of an option, `--output`; the name of an argument.
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

  /// Adds an option with its help. Returns it for further settings.
  OptionSpec& add(std::string names, OptionSpec::Target target, const diagnostics::BilingualText& help);

 private:
  Wording wording_;
  std::vector<OptionSpec> specs_;
};

/// Whether the output may be a file of the format; a folder gets all documents of a kind.
bool may_have_format(const Output& output, Format format);
/// The names of all formats: `pdf`, `xlsx` …
std::vector<std::string> format_names();

/// --dpi: the resolution of pages as PNG.
class DpiOption {
 public:
  void declare(OptionList& list);
  /// Sets the resolution if it was given. `missing` is the option that is needed to get a PNG file; empty if one is
  /// made. Returns 0, or the exit status after refusing a resolution without effect.
  int read(const Session& session, std::string_view missing, RenderOptions& options) const;

 private:
  std::string dpi_;
};

/// --sheet and --encoding of CSV files.
class CsvOption {
 public:
  void declare(OptionList& list);
  /// Sets the options if they were given. `makes_csv`: whether one is made; `others`: the option that requests other
  /// formats, for which these options have no effect. Returns 0, or the exit status after refusing one.
  int read(const Session& session, bool makes_csv, const std::string& others, RenderOptions& options) const;

 private:
  std::string sheet_;
  std::string encoding_;
};

/// --ofd-profile: `archive`, or `plain` with all that OFD allows.
class OfdProfileOption {
 public:
  void declare(OptionList& list);
  /// Sets the profile if it was given. `missing` is the option that is needed to get an OFD file; empty if one is made.
  /// Returns 0, or the exit status after refusing a profile without effect.
  int read(const Session& session, std::string_view missing, RenderOptions& options) const;

 private:
  std::string profile_;
};

/// --draft, --line-numbers and --comments: marks of documents that are not final yet.
class DraftOption {
 public:
  void declare(OptionList& list);
  /// Sets the given values. Returns 0, or the exit status of a refusal.
  int read(const Session& session, RenderOptions& options) const;

 private:
  std::string mark_;
  std::string line_numbers_;
  bool comments_ = false;
};

/// --profile: the profile for proofreading pages.
void declare_profile(OptionList& list, std::string& profile);

// Messages of the command itself about its call.

/// Prints one message without a place, in the session's language and form. Returns the exit status.
int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments);

/// Refuses an option that has no effect with the others. Returns the exit status.
int refuse_useless(const Session& session, std::string option, std::string command);

// Which common options a command uses. Others are refused, so that users do not rely on them.

/// Whether a common option has an effect with the command.
bool has_effect(std::string_view command, std::string_view option);

/// The message about a folder of templates or fonts that does not exist; nullopt if all do.
std::optional<diagnostics::Diagnostic> find_missing_folder(const Session& session);

/// Refuses common options that have no effect with the command, and missing folders of templates and fonts. Returns 0,
/// or the exit status of the refusal, after printing it.
int check_common_options(const Session& session, std::string_view command);

}  // namespace gongwen::cli
