// FolderWatch: reports the files of a folder as soon as they are complete: closed after writing, or moved in (inotify).
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
    bool lost_some = false;  // the event queue overflowed, so files were missed: list the folder
  };
  /// Waits for the next file. Returns nullopt when `ended`, which is called ten times a second, returns true, or the
  /// folder was removed.
  std::optional<Event> next(const std::function<bool()>& ended);

 private:
  explicit FolderWatch(FileDescriptor events) : events_(std::move(events)) {}
  void take_events();

  FileDescriptor events_;
  std::deque<Event> waiting_;
  bool gone_ = false;
};

// Changes of single files, wherever they are: for work that is repeated whenever a file is saved.

/// Watches the folders of files, as far as the system can, for a process that also waits for other things. It only
/// reports that something has happened; use state_of_files to learn what.
class FolderEvents {
 public:
  explicit FolderEvents(const std::vector<std::string>& paths);

  /// Becomes readable when something has happened; -1 if the system can watch none of the folders.
  int descriptor() const { return events_.number(); }
  /// Discards pending events. Returns whether there were any.
  bool take();

 private:
  FileDescriptor events_;
};

/// A digest of the files' metadata, without reading the files: it changes when one is written, created or removed.
std::string state_of_files(const std::vector<std::string>& paths);

/// Waits until one of the files that `list` names is written, created or removed after `state` was taken, and then
/// until changes cease, since an editor may write a file in several steps, or several files. Watches the folders of the
/// files, so that it returns about 20 ms after the last write; where folders cannot be watched (network file systems),
/// it checks the files ten times a second. Updates `state`. Calls `stop` ten times a second, and returns false when it
/// returns true.
bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state);

}  // namespace gongwen::resources
