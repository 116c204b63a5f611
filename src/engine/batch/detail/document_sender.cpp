#include "engine/batch/detail/document_sender.h"

#include <system_error>
#include <utility>

namespace gongwen::engine {
namespace {

/// Requests at a time.
constexpr std::size_t kSenders = 16;
constexpr std::size_t kMaxUnsent = 64;
constexpr std::uint64_t kMaxUnsentBytes = std::uint64_t{64} << 20;

std::uint64_t bytes_of(const RecordOutcome& outcome) {
  std::uint64_t bytes = 0;
  for (const OutputDocument& file : outcome.unwritten) bytes += file.bytes.size();
  return bytes;
}

}  // namespace

void DocumentSender::send(RecordOutcome outcome) {
  const std::uint64_t bytes = bytes_of(outcome);
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ == 0 || (count_ < kMaxUnsent && bytes_ + bytes <= kMaxUnsentBytes); });
    if (threads_.size() < kSenders && threads_.size() <= count_) {
      try {
        threads_.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        // Fewer are sufficient; without any it is written here.
      }
    }
    if (!threads_.empty()) {
      ++count_;
      bytes_ += bytes;
      waiting_.push_back(std::move(outcome));
      lock.unlock();
      changed_.notify_all();
      return;
    }
  }
  write(std::move(outcome));
}

void DocumentSender::finish() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void DocumentSender::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    RecordOutcome outcome = std::move(waiting_.front());
    waiting_.pop_front();
    const std::uint64_t bytes = bytes_of(outcome);
    lock.unlock();
    write(std::move(outcome));
    lock.lock();
    --count_;
    bytes_ -= bytes;
    changed_.notify_all();
  }
}

void DocumentSender::write(RecordOutcome outcome) {
  diagnostics::DiagnosticSink sink;
  if (calls_.gives_up()) {
    outcome.is_given_up = true;
  } else if (!output_.write(outcome.record.number, outcome.unwritten, sink)) {
    outcome.is_fatal = true;
    outcome.record.made = outcome.entry.done = false;
    outcome.record.files.clear();
  }
  outcome.unwritten.clear();
  calls_.done(std::move(outcome), sink);
}

}  // namespace gongwen::engine
