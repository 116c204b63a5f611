#include "pdf/syntax/deflate_queue.h"

#include "resources/deflate.h"

#include <new>
#include <utility>

namespace gongwen::pdf {
namespace {

/// Files with fewer streams are done before a thread would have started.
constexpr std::size_t kWorthAThread = 8;
/// Longer streams are always compressed thoroughly.
constexpr std::size_t kShort = std::size_t{16} << 10;
/// With this many streams waiting, the caller compresses its own: waiting streams cost memory.
constexpr std::size_t kMaxWaiting = 16;

/// In a one-page file the short streams make up a hundredth of the size but a tenth of the time, so they are compressed
/// quickly. So are the first ones of a larger file, whose size is not known yet.
resources::Effort effort_for(std::size_t number, std::string_view data) {
  const bool is_quick = number < kWorthAThread && data.size() < kShort;
  return is_quick ? resources::Effort::Quick : resources::Effort::Thorough;
}

}  // namespace

DeflateQueue::~DeflateQueue() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  worker_.reset();
}

std::size_t DeflateQueue::put(std::string data) {
  const std::size_t number = jobs_.size();
  const bool aside = spare_core_ == SpareCore::Yes && number >= kWorthAThread;
  if (aside && !worker_) worker_.emplace([this] { work(); });
  std::unique_lock lock(mutex_);
  if (aside && waiting_ < kMaxWaiting) {
    jobs_.push_back({std::move(data)});
    ++waiting_;
    lock.unlock();
    changed_.notify_all();
    return number;
  }
  lock.unlock();
  std::string compressed = resources::deflate(data, effort_for(number, data));
  lock.lock();
  jobs_.push_back({std::move(compressed), true, true});
  return number;
}

std::string DeflateQueue::take(std::size_t number) {
  std::unique_lock lock(mutex_);
  Job& job = jobs_[number];
  changed_.wait(lock, [&] { return job.done || !job.started; });
  if (!job.started) {
    // The worker has not started it, so this thread does it.
    job.started = true;
    --waiting_;
    lock.unlock();
    return resources::deflate(std::exchange(job.data, {}));
  }
  return std::move(job.data);
}

void DeflateQueue::work() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    while (next_ < jobs_.size() && jobs_[next_].started) ++next_;
    if (next_ == jobs_.size()) {
      changed_.wait(lock);
      continue;
    }
    Job& job = jobs_[next_++];
    job.started = true;
    --waiting_;
    lock.unlock();
    std::optional<std::string> compressed;
    try {
      compressed = resources::deflate(job.data);
    } catch (const std::bad_alloc&) {
      // take() compresses the data itself and meets the same exception there.
    }
    lock.lock();
    job.done = compressed.has_value();
    if (compressed) job.data = *std::move(compressed);
    job.started = job.done;
    waiting_ += !job.done;
    changed_.notify_all();
  }
}

}  // namespace gongwen::pdf
