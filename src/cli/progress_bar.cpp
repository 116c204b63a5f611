#include "base/format.h"
#include "cli/batch_progress.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <cstdio>

#include <unistd.h>

namespace gongwen::cli {
namespace {

constexpr std::size_t kWidth = 30;

void write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

ProgressBar::ProgressBar(const Wording& wording, bool wanted)
    : wording_(wording), shown_(wanted && isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) write("\r\x1B[K");
}

void ProgressBar::show(std::size_t done, std::size_t total) {
  if (!shown_ || total == 0) return;
  drawn_ = true;
  const std::size_t full = done * kWidth / total;
  std::string bar(full, '#');
  bar.append(kWidth - full, '.');
  write(fmt::format("\r[{}] {}/{} {}", bar, done, total, wording_(texts::CliProgressForms)));
}

}  // namespace gongwen::cli
