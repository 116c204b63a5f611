#include "preview/detail/maker.h"

#include <utility>

namespace gongwen::preview {
namespace {

/// What a worker may take beyond the time of a question: the engine ends it by itself, with a message.
constexpr std::chrono::milliseconds kGrace{2'000};
/// After a worker that could not be started.
constexpr std::chrono::milliseconds kBeforeStartingAgain{1'000};
/// What has been worked on for less is finished, since a new worker reads fonts and templates again.
constexpr std::int64_t kMomentMilliseconds = 1'000;

}  // namespace

Maker::Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments)
    : loop_(loop),
      program_(std::move(program)),
      arguments_(std::move(arguments)),
      worker_(
          loop, kMaxMessage, [this](std::string message) { take_message(std::move(message)); },
          [this] { replace(Ending::Crashed); }) {}

std::error_code Maker::start() { return worker_.start(program_, arguments_); }

void Maker::ask(const Question& question, Done done) {
  Job job;
  job.ask = question.ask;
  resources::append_message(job.message, write_question(question));
  job.time = question.time;
  job.done = std::move(done);
  waiting_.push_back(std::move(job));
  begin_next();
}

void Maker::overtake() {
  if (!job_ || loop_.now() - start_ < kMomentMilliseconds) return;
  if (job_->ask == Ask::Pages) return replace(Ending::Overtaken);
  waiting_.push_front(*std::exchange(job_, std::nullopt));
  restart_worker(true);
  begin_next();
}

void Maker::begin_next() {
  if (job_ || waiting_.empty() || !worker_.is_running()) return;
  job_ = std::move(waiting_.front());
  waiting_.pop_front();
  start_ = loop_.now();
  answer_.reset();
  limit_ = loop_.after(job_->time + kGrace, [this] { replace(Ending::TooLong); });
  worker_.send(job_->message);
}

void Maker::take_message(std::string message) {
  if (!job_ || !add_to_answer(std::move(message))) replace(Ending::Crashed);
}

/// Returns: false for what no worker writes.
bool Maker::add_to_answer(std::string message) {
  if (!answer_) {
    std::optional<base::Json> head = base::parse_json(message);
    const std::optional<std::size_t> parts =
        head && head->view().is_object() ? count_parts(head->view()) : std::nullopt;
    if (!parts) return false;
    answer_.emplace();
    answer_->head = *std::move(head);
    parts_ = *parts;
  } else {
    answer_->parts.push_back(std::move(message));
  }
  if (answer_->parts.size() == parts_) finish(Ending::Answered, *std::exchange(answer_, std::nullopt));
  return true;
}

void Maker::finish(Ending ending, Answer answer) {
  limit_.drop();
  if (job_) {
    loop_.post([done = std::move(job_->done), ending, answer = std::make_shared<Answer>(std::move(answer)),
                alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) done(ending, std::move(*answer));
    });
    job_.reset();
  }
  begin_next();
}

void Maker::replace(Ending ending) {
  restart_worker(job_.has_value());
  finish(ending, {});
}

/// One that dies before it is asked anything is not started again and again.
void Maker::restart_worker(bool was_at_work) {
  worker_.end();
  limit_.drop();
  answer_.reset();
  if (was_at_work && !start()) return;
  starting_ = loop_.after(kBeforeStartingAgain, [this] {
    if (start()) replace(Ending::Crashed);
    begin_next();
  });
}

}  // namespace gongwen::preview
