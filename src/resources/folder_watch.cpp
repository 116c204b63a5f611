#include "resources/folder_watch.h"

#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"

#include <cerrno>
#include <cstring>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::resources {
namespace {

constexpr int kBetweenLooks = 100;  // milliseconds, without events
constexpr int kQuiet = 20;          // milliseconds without events, after which a file counts as completely written
constexpr std::uint32_t kAnyChange =
    IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB;

/// Returns whether an event arrived within the time.
bool wait_for_event(FolderEvents& events, int milliseconds) {
  pollfd asked{events.descriptor(), POLLIN, 0};
  return ::poll(&asked, 1, milliseconds) > 0 && events.take();
}

}  // namespace

FolderEvents::FolderEvents(const std::vector<std::string>& paths) : events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  std::set<std::string, std::less<>> folders;
  for (const std::string& path : paths) {
    const std::string_view folder = base::folder_part(path);
    folders.emplace(!folder.empty() ? folder : path.starts_with('/') ? "/" : ".");
  }
  for (const std::string& folder : folders) ::inotify_add_watch(events_.number(), folder.c_str(), kAnyChange);
}

bool FolderEvents::take() {
  alignas(inotify_event) char buffer[16 << 10];
  bool happened = false;
  while (::read(events_.number(), buffer, sizeof buffer) > 0) happened = true;
  return happened;
}

std::string state_of_files(const std::vector<std::string>& paths) {
  std::string state;
  for (const std::string& path : paths) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) status = {};
    state += fmt::format("{} {} {} {} {}\n", path, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec);
  }
  return state;
}

bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state) {
  const std::string before = state;
  FolderEvents events(list());
  bool is_changing = false;
  while (!stop()) {
    // Compare before waiting: files may have changed since `state` was taken.
    std::string now = state_of_files(list());
    const bool is_at_rest = std::exchange(state, now) == now;
    if (is_changing && is_at_rest && now != before) return true;
    is_changing = now != before;
    while (wait_for_event(events, is_changing ? kQuiet : kBetweenLooks) && is_changing) {
    }
  }
  return false;
}

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
