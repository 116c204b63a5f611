// Progress on a terminal: a bar, and the view of a batch that uses it.
#pragma once

#include "cli/wording.h"
#include "gongwen/batch.h"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace gongwen::cli {

// A progress bar on a terminal; invisible if messages are redirected.

class ProgressBar {
 public:
  /// Visible only if `wanted` and the standard error stream is a terminal.
  ProgressBar(const Wording& wording, bool wanted);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Erases the bar.
  ~ProgressBar();

  void show(std::size_t done, std::size_t total);

 private:
  const Wording& wording_;
  bool shown_;
  bool drawn_ = false;
};

// The progress of a batch: on a terminal a bar with rate and remaining time, elsewhere a line every ten seconds.
// Messages about records appear in between.

class BatchProgressView {
 public:
  BatchProgressView(const Wording& wording, bool wanted);
  BatchProgressView(const BatchProgressView&) = delete;
  BatchProgressView& operator=(const BatchProgressView&) = delete;
  /// Erases the bar.
  ~BatchProgressView();

  void show(const BatchProgress& progress);
  /// Writes a message to the standard error stream, above the bar. May be called from any thread.
  void say(std::string_view message);

 private:
  std::string line(const BatchProgress& progress) const;
  void tell_if_idle(const BatchProgress& progress);
  void wipe();

  const Wording& wording_;
  bool wanted_;
  bool on_terminal_;
  std::mutex mutex_;
  std::string bar_;        // as shown on the terminal; empty if it is not shown
  double next_line_ = 10;  // seconds
  double rate_ = 0;
  double share_rate_ = 0;  // share of the input per second
  BatchProgress before_;
  double idle_since_ = 0;  // time since which no worker has taken tasks
  bool told_idle_ = false;
};

}  // namespace gongwen::cli
