// Session: what all commands share: the common options, the engine, and the ways out.
#pragma once

#include "cli/option_list.h"
#include "gongwen/engine.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

struct CommonOptions {
  std::string language;  // `zh` or `en`
  std::string error_format = "text";
  bool quiet = false;
  bool verbose = false;
  bool strict = false;
  bool all_messages = false;
  std::vector<std::string> templates;
  std::vector<std::string> fonts;
  std::vector<std::string> limit_words;  // NAME=VALUE
  Limits limits;                         // what they say

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

  /// Made when first asked for.
  const Engine& engine();
  /// The next one reads all files again.
  void forget_engine() { engine_.reset(); }
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
  bool output_is_taken_ = false;
};

/// The exit status of two steps: the worse one.
int worse(int a, int b);

}  // namespace gongwen::cli
