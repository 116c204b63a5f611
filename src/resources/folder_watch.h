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

namespace gongwen::resources {

class FolderWatch {
 public:
  /// Reports: resources/no-folder, resources/unreadable.
  static base::Expected<FolderWatch> open(const std::string& folder, diagnostics::DiagnosticSink& sink);

  struct Event {
    std::string name;        // of the file in the folder
    bool lost_some = false;  // so much happened that files were missed: the folder must be looked through
  };
  /// Waits for the next file; nothing when `ended`, which is asked ten times a second, answers true, or the folder has
  /// gone.
  std::optional<Event> next(const std::function<bool()>& ended);

 private:
  explicit FolderWatch(FileDescriptor events) : events_(std::move(events)) {}
  void take_events();

  FileDescriptor events_;
  std::deque<Event> waiting_;
  bool gone_ = false;
};

}  // namespace gongwen::resources
