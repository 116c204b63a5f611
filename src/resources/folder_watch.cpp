#include "resources/folder_watch.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/resources.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::uint32_t kFinished = IN_CLOSE_WRITE | IN_MOVED_TO;
constexpr std::uint32_t kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;
constexpr int kPollEvery = 100;  // milliseconds

}  // namespace

base::Expected<FolderWatch> FolderWatch::open(const std::string& folder, diagnostics::DiagnosticSink& sink) {
  FileDescriptor events(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  const int watch = events ? ::inotify_add_watch(events.number(), folder.c_str(),
                                                 kFinished | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
                           : -1;
  if (watch >= 0) return FolderWatch(std::move(events));
  if (errno == ENOENT || errno == ENOTDIR) {
    sink.report(messages::ResourcesNoFolder, Origin{}, base::as_folder(folder));
  } else {
    sink.report(messages::ResourcesUnreadable, Origin{}, folder, last_error().message());
  }
  return base::kReported;
}

void FolderWatch::take_events() {
  alignas(inotify_event) char buffer[16 << 10];
  const ssize_t size = ::read(events_.number(), buffer, sizeof buffer);
  for (ssize_t at = 0; at < size;) {
    inotify_event event{};
    std::memcpy(&event, buffer + at, sizeof event);
    const char* const name = buffer + at + sizeof event;
    at += static_cast<ssize_t>(sizeof event + event.len);
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      waiting_.push_back({{}, true});
    } else if ((event.mask & kGone) != 0) {
      gone_ = true;
    } else if ((event.mask & kFinished) != 0 && (event.mask & IN_ISDIR) == 0 && event.len > 0) {
      waiting_.push_back({std::string(name), false});
    }
  }
}

std::optional<FolderWatch::Event> FolderWatch::next(const std::function<bool()>& ended) {
  while (waiting_.empty()) {
    if (gone_ || ended()) return std::nullopt;
    pollfd asked{events_.number(), POLLIN, 0};
    if (::poll(&asked, 1, kPollEvery) > 0) take_events();
  }
  Event event = std::move(waiting_.front());
  waiting_.pop_front();
  return event;
}

}  // namespace gongwen::resources
