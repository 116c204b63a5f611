#include "base/side_thread.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace gongwen::base {

std::shared_ptr<SideThread> SideThread::shared() {
  static std::mutex mutex;
  // Leaked on purpose: a static object may outlive it.
  static auto& last = *new std::weak_ptr<SideThread>;
  const std::lock_guard lock(mutex);
  std::shared_ptr<SideThread> thread = last.lock();
  if (thread == nullptr) {
    // In a forked child the thread does not exist, so joining it would hang.
    last = thread = std::shared_ptr<SideThread>(new SideThread, [](const SideThread* ended) {
      if (ended->is_here()) delete ended;
    });
  }
  return thread;
}

SideThread::SideThread() : process_(::getpid()) {}

SideThread::~SideThread() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  added_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool SideThread::is_here() const { return ::getpid() == process_; }

void SideThread::add(std::shared_ptr<Job> job) {
  if (!is_here()) return;  // SideTask::finish runs the job
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      return;  // no thread could be created: SideTask::finish runs the job
    }
  }
  jobs_.push_back(std::move(job));
  added_.notify_one();
}

bool SideThread::take(Job& job) {
  // The thread may have held the lock when the process forked.
  if (!is_here()) return std::exchange(job.state, Job::State::Done) == Job::State::Waiting;
  const std::lock_guard lock(mutex_);
  if (job.state != Job::State::Waiting) return false;
  job.state = Job::State::Done;
  std::erase_if(jobs_, [&job](const std::shared_ptr<Job>& waiting) { return waiting.get() == &job; });
  return true;
}

void SideThread::wait(const Job& job) {
  if (!is_here()) return;  // a job that was running when the process forked is lost
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&job] { return job.state == Job::State::Done; });
}

void SideThread::settle() {
  if (!is_here()) return;
  std::unique_lock lock(mutex_);
  jobs_.clear();
  done_.wait(lock, [this] { return !is_busy_; });
}

void SideThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    added_.wait(lock, [this] { return ends_ || !jobs_.empty(); });
    if (ends_) return;
    const std::shared_ptr<Job> job = std::move(jobs_.front());
    jobs_.pop_front();
    job->state = Job::State::Running;
    is_busy_ = true;
    lock.unlock();
    try {
      job->work();
    } catch (...) {
      job->error = std::current_exception();
    }
    job->work = nullptr;
    lock.lock();
    job->state = Job::State::Done;
    is_busy_ = false;
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
