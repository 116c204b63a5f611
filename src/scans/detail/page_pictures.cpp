#include "scans/detail/page_pictures.h"

#include "resources/child_program.h"
#include "resources/environment.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongwen::scans {
namespace {

constexpr const char* kProgram = "/usr/bin/pdftoppm";
constexpr std::size_t kAtOnce = std::size_t{1} << 18;
constexpr std::uint32_t kMaxSide = 10'000;
constexpr std::size_t kChannels = 3;
constexpr std::int64_t kMaxWait = std::numeric_limits<int>::max();

}  // namespace

PagePictures::PagePictures(const std::string& path, const PageRange& range, const DrawingTime& time)
    : time_(time), page_end_(resources::steady_milliseconds() + time.page) {
  std::optional<resources::Pipe> pipe = resources::open_pipe();
  if (!pipe) return;
  resources::ProgramCall call;
  call.path = kProgram;
  call.arguments = {"pdftoppm",  "-q",
                    "-f",        std::to_string(range.first),
                    "-l",        std::to_string(range.last),
                    "-scale-to", std::to_string(range.side),
                    path};
  call.output = pipe->write.number();
  pid_t child = 0;
  if (resources::start_program(call, child)) return;
  child_ = child;
  output_ = std::move(pipe->read);
}

PagePictures::~PagePictures() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  static_cast<void>(resources::wait_for_program(child_));
}

/// False when there is nothing more, or not in time.
bool PagePictures::fill() {
  const std::int64_t end = std::min(time_.end, page_end_);
  const std::int64_t left = std::clamp<std::int64_t>(end - resources::steady_milliseconds(), 0, kMaxWait);
  pollfd ready{output_.number(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(left)) <= 0) return false;
  buffer_.erase(0, taken_);
  taken_ = 0;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kAtOnce);
  ssize_t count = 0;
  do {
    count = ::read(output_.number(), buffer_.data() + before, kAtOnce);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  is_at_end_ = count == 0;
  return count > 0;
}

std::optional<char> PagePictures::byte() {
  if (taken_ == buffer_.size() && !fill()) return std::nullopt;
  return buffer_[taken_++];
}

/// With the blank after it.
std::optional<std::uint32_t> PagePictures::number() {
  std::uint32_t value = 0;
  for (std::size_t digits = 0;; ++digits) {
    const std::optional<char> c = byte();
    if (!c) return std::nullopt;
    if (*c < '0' || *c > '9') return digits == 0 ? std::nullopt : std::optional(value);
    value = 10 * value + static_cast<std::uint32_t>(*c - '0');
    if (value > kMaxSide) return std::nullopt;
  }
}

/// A program that died has written its last page only in part, or not at all.
bool PagePictures::has_ended_well() {
  const std::optional<int> status = resources::wait_for_program(std::exchange(child_, 0));
  return status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
}

/// A PPM file: `P6 2339 1654 255` and three bytes for each pixel, of which the red one is taken.
bool PagePictures::next(images::GrayPicture& picture) {
  if (!has_started() || child_ == 0) return false;
  if (taken_ == buffer_.size() && !fill()) {
    is_complete_ = is_at_end_ && has_ended_well();
    return false;
  }
  if (resources::steady_milliseconds() > time_.end) return false;
  for (const char expected : {'P', '6', '\n'}) {
    if (byte() != expected) return false;
  }
  const auto width = number();
  const auto height = number();
  const auto most = number();
  if (!width || !height || most != 255U) return false;
  picture.width = *width;
  picture.height = *height;
  picture.pixels.clear();
  const std::size_t size = std::size_t{*width} * *height;
  picture.pixels.reserve(size);
  while (picture.pixels.size() < size) {
    if (buffer_.size() - taken_ < kChannels && !fill()) return false;
    while (buffer_.size() - taken_ >= kChannels && picture.pixels.size() < size) {
      picture.pixels += buffer_[taken_];
      taken_ += kChannels;
    }
  }
  page_end_ = resources::steady_milliseconds() + time_.page;
  return true;
}

}  // namespace gongwen::scans
