// BesideObjects: files beside the data of a batch, such as photos, in the object store of its workers. A record may
// take any file that its data name, so those are sent along that exist.
#pragma once

#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/record.h"
#include "engine/batch/detail/task_message.h"
#include "queue/object_store.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::engine {

class BesideObjects {
 public:
  explicit BesideObjects(queue::ObjectStore& objects) : objects_(objects) {}

  /// Puts the files that the record names into the store, and their names into the task. A file that is forgotten here
  /// is missed by the worker, who then leaves the record to this machine.
  void add(const Record& record, BatchTask& task);
  /// Whether these are the files that add() has sent.
  bool are_same(const std::string& folder, const std::vector<ManifestFile>& files) const;
  /// Takes everything out of the store.
  void remove();

 private:
  /// The hash of a file; empty if there is none, or if it cannot be sent.
  std::string hash_of(const std::string& folder, const std::string& name);

  queue::ObjectStore& objects_;
  std::map<std::string, std::string> hashes_;  // by folder and name
};

}  // namespace gongwen::engine
