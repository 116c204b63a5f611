#include "pdf/syntax/deflate_queue.h"

#include "resources/deflate.h"

#include <new>
#include <utility>

namespace gongwen::pdf {
namespace {

/// A file of so few streams is done before a thread has started.
constexpr std::size_t kWorthAThread = 8;
/// A longer stream is worth a thorough search wherever it is.
constexpr std::size_t kShort = std::size_t{16} << 10;
/// Number of streams that may wait before the maker compresses its own: what waits costs memory.
constexpr std::size_t kMaxWaiting = 16;

/// The short streams of a file of one page take a hundredth of its room and a tenth of its time: they are compressed
/// quickly, as are the first ones of a larger file, which are not yet known to be large.
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
    // It has not been started yet, so it is done here.
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
      // Whoever takes it meets the same.
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
