// FolderWatch: reports which files of a folder are finished: closed after writing, or moved in (inotify). A file that
// is still being written is not reported.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::resources {

class FolderWatch {
 public:
  /// Reports: resources/no-folder, resources/unreadable.
  static base::Expected<FolderWatch> open(const std::string& folder, diagnostics::DiagnosticSink& sink);

  struct Event {
    std::string name;        // of the file in the folder
    bool lost_some = false;  // too much happened, files were missed: the folder must be looked through
  };
  /// Waits for the next file; nothing when `ended`, which is called ten times a second, returns true, or the folder was
  /// removed.
  std::optional<Event> next(const std::function<bool()>& ended);

 private:
  explicit FolderWatch(FileDescriptor events) : events_(std::move(events)) {}
  void take_events();

  FileDescriptor events_;
  std::deque<Event> waiting_;
  bool gone_ = false;
};

// Changes of single files, wherever they are: for work that is done again when a file was saved.

/// The folders of files, as far as they can be watched, for a process that waits for other things as well. Says only
/// that something happened there: what it was, the files' states say.
class FolderEvents {
 public:
  explicit FolderEvents(const std::vector<std::string>& paths);

  /// Becomes readable when something has happened; -1 where the system watches nothing.
  int descriptor() const { return events_.number(); }
  /// Forgets what has happened. Returns: whether something had.
  bool take();

 private:
  FileDescriptor events_;
};

/// What the file system says of files, without reading them: another text when one was written, came or went.
std::string state_of_files(const std::vector<std::string>& paths);

/// Waits until one of the files that `list` names was written, came or went since `state` was taken, and then until
/// nothing changes any more: an editor may write a file in several steps, or several files. The folders of the files
/// are watched, so that this takes some 20 ms after the last write; where they cannot be (file systems over a network),
/// the files are looked at ten times a second. `state` is the new one afterwards. `stop` is asked as often. Returns:
/// false when `stop` ended it.
bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state);

}  // namespace gongwen::resources
