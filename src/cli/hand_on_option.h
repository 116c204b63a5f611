// Options of handing on: targets, decisions about them, and mail to operators.
#pragma once

#include "cli/options.h"
#include "store/publish/hand_on.h"

#include <string>

namespace gongwen::cli {

class HandOnOption {
 public:
  void declare(OptionList& list);
  /// Completes the options; a decision concerns the period of `publish`. Returns 0, or the exit status if the options
  /// contradict each other.
  int read(const Session& session, const PublishOptions& publish, const std::string& by, const std::string& reason);

  /// Whether the run publishes nothing, but only hands on published editions, or decides about them.
  bool is_only() const { return options_.is_only; }
  bool is_wanted() const { return options_.is_wanted(); }
  bool decides() const { return options_.decides(); }
  bool sends_message() const { return !message_.empty(); }
  const publish::HandOnOptions& options() const { return options_; }

  /// Sends the standard input as a mail to the operators. Returns the exit status.
  int send_message(Session& session, const PublishOptions& publish);
  /// A line about the outcome; empty if an error in the report already states it.
  static std::string text_of(const HandedOn& one, const Wording& wording);

 private:
  void complete(const Session& session);

  publish::HandOnOptions options_;
  std::string message_;
};

}  // namespace gongwen::cli
