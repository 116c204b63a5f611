// The session that all commands share, and options that several of them have: limits, tables, the kind of data.
#pragma once

#include "base/expected.h"
#include "cli/options.h"
#include "cli/settings.h"
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

// Handling of Ctrl-C and of the signals that stop services.

/// While it lives, the first SIGINT, SIGTERM or SIGHUP only sets a flag to end the work. A second one ends the program
/// immediately.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  /// Whether a signal has arrived. May be called from any thread.
  static bool has_come();
  /// 128 plus the number of the signal, as in shells; 0 if none has arrived.
  static int status();
};

/// While it lives, these signals stop the operation that has its token, which then writes nothing.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();

  std::stop_token token() const { return source_.get_token(); }
  /// The exit status of the command if its operation ended with `status`.
  static int status(int status) { return Interrupt::has_come() && status != 0 ? Interrupt::status() : status; }

 private:
  Interrupt interrupt_;
  std::stop_source source_;
  std::jthread waiting_;  // waits for a signal, since a handler cannot stop the operation itself
};

// Session: the state of all commands: common options, the engine, and output.

struct CommonOptions {
  std::string language;  // `zh` or `en`
  std::string error_format = "text";
  std::string color = "auto";  // `always` or `never`
  bool quiet = false;
  bool verbose = false;
  bool strict = false;
  bool all_messages = false;
  std::vector<std::string> templates;
  std::string editions;  // a folder of former editions
  std::vector<std::string> fonts;
  // Set by commands that read returned forms: see TrustOption.
  std::vector<std::string> trust_files;
  std::vector<std::string> crl_files;
  std::vector<std::string> own_texts;    // files of texts that replace those of kinds
  std::vector<std::string> limit_words;  // NAME=VALUE
  Limits limits;                         // the limits that they set
  std::string timeout_word;              // seconds
  std::optional<std::chrono::milliseconds> timeout;

  /// The places of options that were not set on the command line: `--templates` → `gongwen.toml:2`.
  Settings::Places places;

  void declare(OptionList& list);
  /// The name of the option in messages: the place where it was set, if that is not the command line.
  std::string shown_name(const std::string& option) const;
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

  /// The options of the engine from the environment and the common options.
  EngineOptions engine_options() const;
  /// The engine, created on first use.
  const Engine& engine();
  /// Leaves the engine's memory to the system because the process is about to end: freeing it block by block takes a
  /// fortieth of a short run.
  void leave_engine();
  /// The audience of the following reports.
  void set_audience(Audience audience) { audience_ = audience; }
  Audience audience() const { return audience_; }
  /// Makes the engine that is created later notice changes of templates: EngineOptions::reload.
  void watch_templates() { watches_templates_ = true; }
  /// The options; the time of --timeout starts with this call.
  RenderOptions render_options() const;

  /// Writes to the standard output. Returns an exit status: 3 after reporting that it cannot be written.
  int print(std::string_view text);
  /// Prints information, unless --quiet; on the standard error stream if a document goes to the standard output.
  int tell(std::string_view text);
  /// Asks a person at the terminal, on the standard error stream.
  static void ask(std::string_view text);
  /// Declares that a document goes to the standard output.
  void give_output_away() { output_is_taken_ = true; }
  /// The text of messages as printed, with colours if they are wanted.
  std::string in_color(std::string text) const;
  /// Writes the report to the standard error stream, in the requested form. Returns its exit status.
  int print_report(const Report& report) const;

 private:
  CommonOptions options_;
  Wording wording_;
  std::unique_ptr<Engine> engine_;
  Audience audience_ = Audience::Author;
  bool watches_templates_ = false;
  bool output_is_taken_ = false;
};

/// The exit status of two steps: the worse of both.
int worse(int a, int b);

// --limit NAME=VALUE: limits on the cost of making a document.

/// Whether a word looks like the name of a data file: `notice.json`, `2026-07.xlsx`.
bool ends_like_data(std::string_view word);

/// Sets the given limits, and the time of --timeout. Returns an exit status other than 0 after reporting a malformed
/// one.
int read_limits(Session& session);

// --table POINTER=FILE: lists of the data in separate CSV files.

class TableOption {
 public:
  void declare(OptionList& list);

  bool is_given() const { return !words_.empty(); }
  /// The given tables. Reports: cli/bad-table.
  base::Expected<std::vector<TableFile>> files(const Session& session) const;

 private:
  std::vector<std::string> words_;
};

// KIND DATA…: the kind may be omitted if the data is a workbook or form that states its kind.

/// If the first word is a data file rather than a kind, moves it to the data and leaves the kind empty.
void take_data_for_kind(Session& session, std::string& kind, std::vector<std::string>& data);

}  // namespace gongwen::cli
