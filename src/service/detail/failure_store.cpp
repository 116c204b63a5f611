// Each failure is a folder of its own. Old ones are removed before a new one is written, so the limits also hold while
// it is written; a failure that could be written only in part is removed again.
#include "service/detail/failure_store.h"

#include "base/json.h"
#include "resources/file_tree.h"
#include "resources/message_channel.h"
#include "service/detail/task.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {
namespace {

constexpr std::string_view kFailureMark = "f-";

struct KeptFailure {
  std::string path;
  std::int64_t time = 0;
  std::uint64_t bytes = 0;
};

/// A stored failure with its time and size, read from the folder, so that no index can contradict it.
KeptFailure failure_at(std::string path) {
  KeptFailure failure{std::move(path)};
  failure.time = resources::file_time(failure.path).value_or(0);
  for (const std::string& name : resources::names_in(failure.path)) {
    failure.bytes += resources::file_size(failure.path + '/' + name);
  }
  return failure;
}

/// Returns all stored failures, the oldest first: by time, then by name, so that the order does not depend on the file
/// system.
std::vector<KeptFailure> failures_in(const std::string& folder) {
  std::vector<KeptFailure> found;
  for (const std::string& name : resources::names_in(folder)) {
    if (name.starts_with(kFailureMark)) found.push_back(failure_at(folder + '/' + name));
  }
  std::sort(found.begin(), found.end(), [](const KeptFailure& one, const KeptFailure& other) {
    return std::pair(one.time, one.path) < std::pair(other.time, other.path);
  });
  return found;
}

/// Returns the ending of a file name, such as `.json`; empty unless it is plain. Names come from clients, so no more of
/// them is used.
std::string plain_ending(std::string_view name) {
  constexpr std::size_t kLongest = 5;
  const std::size_t point = name.rfind('.');
  if (point == std::string_view::npos || name.size() - point > kLongest + 1) return {};
  const std::string_view ending = name.substr(point);
  const bool is_plain = std::all_of(ending.begin() + 1, ending.end(),
                                    [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return is_plain && ending.size() > 1 ? std::string(ending) : std::string();
}

}  // namespace

std::error_code FailureStore::open() const { return resources::make_private_folder(folder_); }

/// Removes the oldest failures until one of this size fits. The count must leave space for one more, hence
/// `<`.
void FailureStore::make_room(std::uint64_t bytes) const {
  const std::vector<KeptFailure> kept = failures_in(folder_);
  std::size_t count = kept.size();
  for (const KeptFailure& failure : kept) bytes += failure.bytes;
  for (const KeptFailure& failure : kept) {
    if (count < limits_.count && bytes <= limits_.bytes) return;
    resources::remove_tree(failure.path);
    bytes -= failure.bytes;
    --count;
  }
}

bool FailureStore::keep(const std::string& reference, const std::string& messages) const {
  // A single failure that exceeds the limit of the whole folder is not stored.
  if (messages.size() > std::min(limits_.task_bytes, limits_.bytes)) return false;
  // The messages are those that the worker got: the head in JSON, then the bytes of each file.
  resources::MessageAssembler assembler(kMaxMessageBytes);
  assembler.add(messages);
  const auto head = assembler.next();
  const std::optional<Task> task = head ? parse_task(*head) : std::nullopt;
  if (!task) return false;
  std::vector<std::string> files;
  while (files.size() < task->files.size()) {
    auto bytes = assembler.next();
    if (!bytes) return false;  // cut off: an incomplete input would mislead the developer
    files.push_back(*std::move(bytes));
  }
  // Only after the checks: a failure that is not stored must not displace others.
  make_room(messages.size());
  const std::string folder = folder_ + '/' + reference;
  if (resources::make_private_folder(folder)) return false;
  std::error_code error = resources::write_durable_file(folder + "/task.json", *head);
  for (std::size_t i = 0; !error && i < files.size(); ++i) {
    // Numbered from 1: names from clients could collide or lead out of the folder.
    const std::string name = std::to_string(i + 1) + plain_ending(task->files[i].path);
    error = resources::write_durable_file(folder + '/' + name, files[i]);
  }
  if (error) resources::remove_tree(folder);
  return !error;
}

}  // namespace gongwen::service
