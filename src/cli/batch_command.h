// Progress on a terminal: a bar for any work, and the view of a batch that uses it.
#pragma once

#include "cli/wording.h"
#include "gongwen/batch.h"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace gongwen::cli {

// A bar that grows on a terminal while work continues; nothing if the messages go elsewhere.

class ProgressBar {
 public:
  /// Shown only when the standard error stream is a terminal and `wanted`.
  ProgressBar(const Wording& wording, bool wanted);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Wipes the bar away.
  ~ProgressBar();

  void show(std::size_t done, std::size_t total);

 private:
  const Wording& wording_;
  bool shown_;
  bool drawn_ = false;
};

// How far a batch has come: a bar with rate and remaining time on a terminal, a line every ten seconds elsewhere.
// Messages about records go between.

class BatchProgressView {
 public:
  BatchProgressView(const Wording& wording, bool wanted);
  BatchProgressView(const BatchProgressView&) = delete;
  BatchProgressView& operator=(const BatchProgressView&) = delete;
  /// Wipes the bar away.
  ~BatchProgressView();

  void show(const BatchProgress& progress);
  /// Writes a message to the standard error stream, above the bar. From any thread.
  void say(std::string_view message);

 private:
  std::string line(const BatchProgress& progress) const;
  void tell_if_idle(const BatchProgress& progress);
  void wipe();

  const Wording& wording_;
  bool wanted_;
  bool on_terminal_;
  std::mutex mutex_;
  std::string bar_;        // as shown on the terminal; empty if it is not
  double next_line_ = 10;  // seconds
  double rate_ = 0;
  double share_rate_ = 0;  // of the input, a second
  BatchProgress before_;
  double idle_since_ = 0;  // no worker has taken tasks since then
  bool told_idle_ = false;
};

}  // namespace gongwen::cli
