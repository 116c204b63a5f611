// HandingOn: delivers what is published to the targets of a site, and tries again in each run until it succeeds or a
// person gives up. The ledger of the store records what each target has (detail/hand_on_state.h).
//   HandingOn handing(engine, publish_options, {.file = "hand-on.yaml"});
//   if (handing.prepare()) { done = publish_issues(…); handing.run(done, true); }
#pragma once

#include "gongwen/batch.h"
#include "gongwen/publish.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

struct HandOnOptions {
  std::string file = {};       // settings (detail/targets.h); empty: none
  std::string run_after = {};  // a shell command, which is the target `run-after`; empty: none
  bool is_only = false;        // this run publishes nothing
  // Decisions of a person on a target.
  std::string give_up = {};
  std::string again = {};
  std::string period = {};  // of the decisions; empty: all periods
  std::string by = {};
  std::string reason = {};
  /// The environment of this program, `NAME=value`.
  std::vector<std::string> environment = {};
  std::string credentials_folder = {};  // of systemd; empty: none
  StorageAccess storage = {};           // for storage without keys in the settings
  Language language = Language::English;

  bool is_wanted() const { return !file.empty() || !run_after.empty() || decides(); }
  bool decides() const { return !give_up.empty() || !again.empty(); }
};

class HandingOn {
 public:
  HandingOn(const EngineOptions& engine, const PublishOptions& publish, const HandOnOptions& options);
  HandingOn(const HandingOn&) = delete;
  HandingOn& operator=(const HandingOn&) = delete;
  ~HandingOn();

  /// Reads the settings, and makes notes of new targets: they get what is published from now on. Call it before
  /// publishing. Returns false after errors in the settings.
  bool prepare();
  /// Carries out decisions, and hands on what is owed. Adds the results to `done`, and the returned report to its
  /// report: errors for all that is still owed (publish/not-handed-on, publish/after-failed,
  /// publish/hand-on-not-remembered, publish/unknown-target). `has_news`: the command of --run-after is called even if
  /// nothing is owed to it.
  Report run(Publication& done, bool has_news);
  /// Calls the command of --run-after with the report of a preview; a failure is reported and not remembered
  /// (publish/after-failed).
  Report call_after_preview(const std::string& report);
  /// Sends a mail to the operators, with the text as its body.
  void send_message(std::string_view subject, std::string_view text);
  /// Returns the messages from outside of `run`.
  Report report();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace gongwen::publish
