#include "engine/batch/detail/object_reader.h"

#include "engine/batch/detail/record_maker.h"

#include <system_error>
#include <utility>

namespace gongwen::engine {
namespace {

/// Requests at a time.
constexpr std::size_t kReaders = 8;
/// What is read ahead waits in memory.
constexpr std::size_t kMaxReadings = 64;
constexpr std::uint64_t kMaxReadingBytes = std::uint64_t{64} << 20;

}  // namespace

ObjectReader::~ObjectReader() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    unread_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ObjectReader::start() {
  if (!threads_.empty()) return;
  for (std::size_t i = 0; i < kReaders; ++i) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      break;  // fewer are sufficient; without any, take() and remove() do it
    }
  }
}

bool ObjectReader::read_ahead(const MadeRecord& made) {
  std::uint64_t bytes = 0;
  for (const MadeFile& file : made.files) bytes += file.bytes;
  {
    const std::lock_guard lock(mutex_);
    start();
    if (readings_.contains(made.number)) return true;
    const bool has_room = readings_.empty() || (readings_.size() < kMaxReadings && bytes_ + bytes <= kMaxReadingBytes);
    if (!has_room || threads_.empty()) return false;
    readings_.emplace(made.number, Reading{made, bytes});
    bytes_ += bytes;
    unread_.push_back(made.number);
  }
  changed_.notify_all();
  return true;
}

ObjectReader::Files ObjectReader::take(const MadeRecord& made) {
  std::unique_lock lock(mutex_);
  const auto found = readings_.find(made.number);
  if (found == readings_.end()) {
    lock.unlock();
    return read(made);
  }
  changed_.wait(lock, [&] { return found->second.files.has_value(); });
  Files files = *std::move(found->second.files);
  bytes_ -= found->second.bytes;
  readings_.erase(found);
  return files;
}

void ObjectReader::remove(std::span<const MadeRecord> records) {
  for (const MadeRecord& made : records) {
    for (const MadeFile& file : made.files) {
      std::unique_lock lock(mutex_);
      start();
      ++unwanted_count_;
      if (!threads_.empty()) {
        unwanted_.push_back(file.hash);
      } else {
        lock.unlock();
        static_cast<void>(objects_.remove(file.hash));
      }
    }
  }
  changed_.notify_all();
}

std::uint64_t ObjectReader::unwanted_count() const {
  const std::lock_guard lock(mutex_);
  return unwanted_count_;
}

std::uint64_t ObjectReader::removed_count() const {
  const std::lock_guard lock(mutex_);
  return removing_.empty() ? unwanted_count_ - unwanted_.size() : *removing_.begin();
}

void ObjectReader::finish_removing() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return unwanted_.empty() && removing_.empty(); });
}

/// What somebody waits for comes first.
void ObjectReader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !unread_.empty() || !unwanted_.empty(); });
    if (!unread_.empty()) {
      const std::uint64_t number = unread_.front();
      unread_.pop_front();
      const MadeRecord made = readings_.at(number).made;
      lock.unlock();
      Files files = read(made);
      lock.lock();
      readings_.at(number).files.emplace(std::move(files));
      changed_.notify_all();
    } else if (!unwanted_.empty()) {
      const std::uint64_t number = unwanted_count_ - unwanted_.size();
      const std::string hash = std::move(unwanted_.front());
      unwanted_.pop_front();
      removing_.insert(number);
      lock.unlock();
      static_cast<void>(objects_.remove(hash));
      lock.lock();
      removing_.erase(number);
      if (unwanted_.empty() && removing_.empty()) changed_.notify_all();
    } else {
      return;
    }
  }
}

ObjectReader::Files ObjectReader::read(const MadeRecord& made) {
  std::vector<FinishedFile> files;
  for (const MadeFile& file : made.files) {
    queue::Result<std::string> bytes = objects_.get(file.hash, file.bytes);
    if (!bytes && bytes.error().kind != queue::Error::Kind::Missing) return base::Failure{bytes.error()};
    if (!bytes || bytes->size() != file.bytes || output_hash(*bytes) != file.hash)
      return Files(std::optional<std::vector<FinishedFile>>());
    FinishedFile& finished = files.emplace_back();
    finished.bytes = *std::move(bytes);
    finished.pages = file.pages;
    finished.format = file.format;
    finished.page = file.page;
  }
  return Files(std::optional(std::move(files)));
}

}  // namespace gongwen::engine
