// A bar that grows on a terminal while work goes on; nothing when the messages go elsewhere.
#pragma once

#include "cli/wording.h"

#include <cstddef>

namespace gongwen::cli {

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

}  // namespace gongwen::cli
