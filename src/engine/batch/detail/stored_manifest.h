// StoredManifest: the manifest of a run into storage, where nothing can be added to an object. The run adds its lines
// to a file on this machine. What is new in it goes into the storage every few seconds, as parts beside the manifest;
// at the end the whole takes the place of manifest and parts. Whoever continues the run reads both, on any machine.
#pragma once

#include "queue/object_folder.h"
#include "resources/file_tree.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace gongwen::engine {

class StoredManifest {
 public:
  /// `may_put`: whether the place is still that of this run. The folder outlives it.
  StoredManifest(queue::ObjectFolder& folder, std::function<bool()> may_put)
      : folder_(folder), may_put_(std::move(may_put)) {}
  StoredManifest(const StoredManifest&) = delete;
  StoredManifest& operator=(const StoredManifest&) = delete;
  /// What is not in the storage yet is lost.
  ~StoredManifest();

  /// Makes the file, with what earlier runs have left; when the run is to be new, that is removed from the storage.
  /// From then on what is added to the file is put into the storage.
  std::optional<queue::Error> open(const std::string& temporary_folder, bool is_new);
  std::string path() const;

  /// Whether something could not be put.
  bool is_broken() const { return is_broken_; }
  /// Puts what is new. Nothing after it goes into parts: the file may be put in order.
  void settle();
  /// The whole file takes the place of manifest and parts. What could not be put before this makes it fail.
  std::optional<queue::Error> finish();

 private:
  std::optional<queue::Error> remove_all();
  std::optional<queue::Error> download(const std::string& name, int file);
  std::optional<queue::Error> download_all();
  void keep();
  void end_thread();
  void put_new_lines();
  std::optional<queue::Error> put_part(const std::string& lines);

  queue::ObjectFolder& folder_;
  std::function<bool()> may_put_;
  std::optional<resources::TemporaryFolder> temporary_;
  std::size_t part_ = 1;          // number of the part that grows
  std::uint64_t part_begin_ = 0;  // where it starts in the file
  std::uint64_t part_end_ = 0;    // what of the file is in the storage
  std::atomic<bool> is_broken_ = false;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  bool ends_ = false;
  std::optional<queue::Error> error_;
  std::thread thread_;
};

}  // namespace gongwen::engine
