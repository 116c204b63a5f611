#include "preview/detail/maker.h"

#include "resources/child_program.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace gongwen::preview {
namespace {

/// What a worker may take beyond the time of a question: the engine ends it by itself, with a message.
constexpr std::chrono::milliseconds kGrace{2'000};
/// After a worker that could not be started.
constexpr std::chrono::milliseconds kBeforeStartingAgain{1'000};
/// What has been worked on for less is finished, since a new worker reads fonts and templates again.
constexpr std::int64_t kMomentMilliseconds = 1'000;
constexpr std::size_t kReceivedAtOnce = std::size_t{64} << 10;

}  // namespace

Maker::Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments)
    : loop_(loop), program_(std::move(program)), arguments_(std::move(arguments)) {}

Maker::~Maker() { end_worker(); }

std::error_code Maker::start() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return resources::last_error();
  socket_ = resources::FileDescriptor(ends[0]);
  const resources::FileDescriptor other(ends[1]);
  const std::error_code error =
      resources::start_program({program_, arguments_, resources::Inherited::Nothing, other.number()}, process_);
  if (error) return error;
  handle_ = resources::process_handle(process_);
  received_ = std::make_unique<resources::MessageAssembler>(kMaxMessage);
  readable_ = loop_.watch_readable(socket_.number(), [this] { receive(); });
  return {};
}

void Maker::end_worker() {
  readable_.drop();
  writable_.drop();
  limit_.drop();
  if (process_ < 0) return;
  resources::end_process(handle_);
  socket_ = resources::FileDescriptor();
  resources::wait_for_program(std::exchange(process_, -1));
}

void Maker::ask(const Question& question, Done done) {
  Job job;
  resources::append_message(job.message, write_question(question));
  job.time = question.time;
  job.done = std::move(done);
  waiting_.push_back(std::move(job));
  begin_next();
}

void Maker::overtake() {
  if (job_ && loop_.now() - begun_ >= kMomentMilliseconds) replace(Ending::Overtaken);
}

void Maker::begin_next() {
  if (job_ || waiting_.empty() || process_ < 0) return;
  job_ = std::move(waiting_.front());
  waiting_.pop_front();
  begun_ = loop_.now();
  sent_ = 0;
  answer_.reset();
  limit_ = loop_.after(job_->time + kGrace, [this] { replace(Ending::TooLong); });
  send();
}

void Maker::send() {
  const std::string_view all = job_->message;
  while (sent_ < all.size()) {
    const ssize_t count = ::send(socket_.number(), all.data() + sent_, all.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      sent_ += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!writable_) writable_ = loop_.watch_writable(socket_.number(), [this] { send(); });
      return;
    } else if (errno != EINTR) {
      break;  // Its end is read, too: that is where it is dealt with.
    }
  }
  writable_.drop();
}

void Maker::receive() {
  std::array<char, kReceivedAtOnce> piece;
  for (;;) {
    const ssize_t count = ::recv(socket_.number(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (count > 0) {
      received_->add({piece.data(), static_cast<std::size_t>(count)});
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      break;
    } else {
      replace(Ending::Crashed);
      return;
    }
  }
  while (std::optional<std::string> message = received_->next()) {
    if (!job_ || !take_message(*std::move(message))) {
      replace(Ending::Crashed);
      return;
    }
  }
  if (received_->failed()) replace(Ending::Crashed);
}

/// Returns: false for what no worker writes.
bool Maker::take_message(std::string message) {
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
  const bool was_at_work = job_.has_value();
  end_worker();
  answer_.reset();
  // One that dies before it is asked anything is not started again and again.
  const bool is_running = was_at_work && !start();
  if (!is_running) {
    starting_ = loop_.after(kBeforeStartingAgain, [this] {
      if (start()) replace(Ending::Crashed);
      begin_next();
    });
  }
  finish(ending, {});
}

}  // namespace gongwen::preview
