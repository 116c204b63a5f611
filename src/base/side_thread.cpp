#include "base/side_thread.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace gongwen::base {

std::shared_ptr<SideThread> SideThread::shared() {
  static std::mutex mutex;
  // Never destroyed: who ends last may be a static object.
  static auto& last = *new std::weak_ptr<SideThread>;
  const std::lock_guard lock(mutex);
  std::shared_ptr<SideThread> thread = last.lock();
  if (thread == nullptr) last = thread = std::make_shared<SideThread>();
  return thread;
}

SideThread::~SideThread() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  added_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SideThread::add(std::shared_ptr<Job> job) {
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      return;  // no thread to be had: who needs the work does it
    }
  }
  jobs_.push_back(std::move(job));
  added_.notify_one();
}

bool SideThread::take(Job& job) {
  const std::lock_guard lock(mutex_);
  if (job.state != Job::State::Waiting) return false;
  job.state = Job::State::Done;
  std::erase_if(jobs_, [&job](const std::shared_ptr<Job>& waiting) { return waiting.get() == &job; });
  return true;
}

void SideThread::wait(const Job& job) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&job] { return job.state == Job::State::Done; });
}

void SideThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    added_.wait(lock, [this] { return ends_ || !jobs_.empty(); });
    if (ends_) return;
    const std::shared_ptr<Job> job = std::move(jobs_.front());
    jobs_.pop_front();
    job->state = Job::State::Running;
    lock.unlock();
    try {
      job->work();
    } catch (...) {
      job->error = std::current_exception();
    }
    job->work = nullptr;
    lock.lock();
    job->state = Job::State::Done;
    done_.notify_all();
  }
}

SideTask::SideTask(std::shared_ptr<SideThread> thread, std::function<void()> work)
    : thread_(std::move(thread)), job_(std::make_shared<SideThread::Job>()) {
  job_->work = std::move(work);
  thread_->add(job_);
}

SideTask& SideTask::operator=(SideTask&& other) noexcept {
  if (this != &other) {
    drop();
    thread_ = std::move(other.thread_);
    job_ = std::move(other.job_);
  }
  return *this;
}

void SideTask::finish() {
  if (job_ == nullptr) return;
  const std::shared_ptr<SideThread::Job> job = std::exchange(job_, nullptr);
  if (thread_->take(*job)) {
    job->work();
    return;
  }
  thread_->wait(*job);
  if (job->error) std::rethrow_exception(job->error);
}

void SideTask::drop() {
  if (job_ == nullptr) return;
  if (!thread_->take(*job_)) thread_->wait(*job_);
  job_ = nullptr;
}

}  // namespace gongwen::base
