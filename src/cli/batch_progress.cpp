#include "cli/batch_progress.h"

#include "base/format.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace gongwen::cli {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr double kLineEvery = 10;  // seconds
constexpr double kRateOver = 3;    // seconds that the rate is smoothed over
constexpr double kShareRateOver = 15;
constexpr double kQuietFirst = 1;  // shorter runs show nothing
constexpr double kIdleTold = 30;

void write_progress(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

/// `1:02:03`, `2:03`
std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  const long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

}  // namespace

BatchProgressView::BatchProgressView(const Wording& wording, bool wanted)
    : wording_(wording), wanted_(wanted), on_terminal_(isatty(STDERR_FILENO) == 1) {}

BatchProgressView::~BatchProgressView() { wipe(); }

void BatchProgressView::wipe() {
  if (!bar_.empty()) write_progress("\r\x1B[K");
  bar_.clear();
}

std::string BatchProgressView::line(const BatchProgress& progress) const {
  std::string text = wording_(texts::CliProgressDone, progress.made);
  if (progress.skipped > 0) {
    text += wording_(texts::CliProgressSkipped, progress.skipped);
  }
  if (progress.failed > 0) {
    text += wording_(texts::CliProgressFailed, progress.failed);
  }
  text += wording_(texts::CliProgressRate, fmt::format("{:.0f}", rate_));
  if (progress.share > 0.001 && progress.share < 1 && share_rate_ > 0) {
    // By how fast it goes now: the first records of a run, and those that are skipped, say little of the rest.
    const double left = (1 - progress.share) / share_rate_;
    text += wording_(texts::CliProgressLeft, clock_text(left));
  }
  if (progress.queue) text += wording_(texts::CliProgressQueue, progress.queue->workers, progress.queue->tasks);
  return text;
}

/// A run that waits for workers which nobody has started would wait in silence.
void BatchProgressView::tell_if_idle(const BatchProgress& progress) {
  const bool has_workers = !progress.queue || progress.queue->workers > 0 || progress.queue->tasks == 0;
  if (has_workers) idle_since_ = progress.seconds;
  if (has_workers || told_idle_ || progress.seconds - idle_since_ < kIdleTold) return;
  told_idle_ = true;
  say(wording_(texts::CliNoWorkers));
}

void BatchProgressView::show(const BatchProgress& progress) {
  tell_if_idle(progress);
  const std::lock_guard lock(mutex_);
  const double passed = progress.seconds - before_.seconds;
  if (passed > 0) {
    const double now = static_cast<double>(progress.records() - before_.records()) / passed;
    // The first seconds count as they are, later ones are smoothed.
    const double weight = std::min(1.0, passed / std::min(kRateOver, progress.seconds));
    rate_ += (now - rate_) * weight;
    const double share_now = (progress.share - before_.share) / passed;
    share_rate_ += (share_now - share_rate_) * std::min(1.0, passed / std::min(kShareRateOver, progress.seconds));
  }
  before_ = progress;
  if (!wanted_ || progress.seconds < kQuietFirst) return;
  if (on_terminal_) {
    const auto full = static_cast<std::size_t>(progress.share * kBarWidth);
    std::string bar =
        progress.share > 0 ? "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "] " : "";
    bar_ = bar + line(progress);
    write_progress("\r\x1B[K" + bar_);
  } else if (progress.seconds >= next_line_) {
    next_line_ = progress.seconds + kLineEvery;
    write_progress(line(progress) + "\n");
  }
}

void BatchProgressView::say(std::string_view message) {
  const std::lock_guard lock(mutex_);
  const std::string bar = bar_;
  wipe();
  write_progress(std::string(message) + bar);
  bar_ = bar;
}

}  // namespace gongwen::cli
