// The session that all commands share, with the options that several of them have: limits, tables, the kind of data.
#pragma once

#include "base/expected.h"
#include "cli/options.h"
#include "gongwen/engine.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gongwen::cli {

// Ctrl-C and the signal by which services are stopped, as a question instead of an end.

/// While it lives, SIGINT, SIGTERM and SIGHUP only mark that the work should end. A second one ends the program at
/// once.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  /// Whether a signal has come. From any thread.
  static bool has_come();
  /// 128 and the number of the signal, as shells count; 0 when none has come.
  static int status();
};

/// While it lives, the same signals stop the operation that has its token, which then writes nothing.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();

  std::stop_token token() const { return source_.get_token(); }
  /// The exit status of the command, whose operation ended with `status`.
  static int status(int status) { return Interrupt::has_come() && status != 0 ? Interrupt::status() : status; }

 private:
  Interrupt interrupt_;
  std::stop_source source_;
  std::jthread waiting_;  // for a signal: a handler may not stop anything itself
};

// Session: what all commands share: the common options, the engine, and the ways out.

struct CommonOptions {
  std::string language;  // `zh` or `en`
  std::string error_format = "text";
  bool quiet = false;
  bool verbose = false;
  bool strict = false;
  bool all_messages = false;
  std::vector<std::string> templates;
  std::vector<std::string> fonts;
  // Of commands that read returned forms: see TrustOption.
  std::vector<std::string> trust_files;
  std::vector<std::string> crl_files;
  std::vector<std::string> own_texts;    // files of texts in the place of those of kinds
  std::vector<std::string> limit_words;  // NAME=VALUE
  Limits limits;                         // what they say
  std::string timeout_word;              // seconds
  std::optional<std::chrono::milliseconds> timeout;

  void declare(OptionList& list);
};

class Session {
 public:
  explicit Session(Wording wording) : wording_(wording) {}

  CommonOptions& options() { return options_; }
  const CommonOptions& options() const { return options_; }
  const Wording& wording() const { return wording_; }
  void set_language(Language language) { wording_.language = language; }
  bool json() const { return options_.error_format == "json"; }
  Messages messages() const { return options_.all_messages ? Messages::All : Messages::First; }

  /// What the environment and the common options say.
  EngineOptions engine_options() const;
  /// Made when first asked for.
  const Engine& engine();
  /// The process is about to end, and its memory goes back at once: block by block takes a fortieth of a short run.
  void leave_engine();
  /// Whom the reports that follow are for.
  void set_audience(Audience audience) { audience_ = audience; }
  Audience audience() const { return audience_; }
  /// The engine that is made notices changes of templates: EngineOptions::reload.
  void watch_templates() { watches_templates_ = true; }
  /// The time of --timeout starts when it is called.
  RenderOptions render_options() const;

  /// Writes to the standard output. Returns: an exit status; 3 when it cannot be written, which is said.
  int print(std::string_view text);
  /// The same, but nothing with --quiet. Goes to the standard error stream when a document takes the standard output.
  int tell(std::string_view text);
  /// A document goes to the standard output.
  void give_output_away() { output_is_taken_ = true; }
  /// Writes the report to the standard error stream, in the form that was asked for. Returns: its exit status.
  int print_report(const Report& report) const;

 private:
  CommonOptions options_;
  Wording wording_;
  std::unique_ptr<Engine> engine_;
  Audience audience_ = Audience::Author;
  bool watches_templates_ = false;
  bool output_is_taken_ = false;
};

/// The exit status of two steps: the worse one.
int worse(int a, int b);

// --limit NAME=VALUE: what making a document may cost.

/// Sets the limits that were named, and the time of --timeout. Returns: an exit status; not 0 if one is written
/// wrongly, which is reported.
int read_limits(Session& session);

// --table POINTER=FILE: lists of the data that are kept as CSV files.

class TableOption {
 public:
  void declare(OptionList& list);

  bool is_given() const { return !words_.empty(); }
  /// The tables that were named. Reports: cli/bad-table.
  base::Expected<std::vector<TableFile>> files(const Session& session) const;

 private:
  std::vector<std::string> words_;
};

// KIND DATA…: a data workbook or form says itself of which kind it is, so the kind may be left out.

/// Moves the first word to the data, and leaves the kind empty, if it is not a kind but a file of data.
void take_data_for_kind(Session& session, std::string& kind, std::vector<std::string>& data);

}  // namespace gongwen::cli
