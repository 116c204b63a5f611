#include "http/detail/connection.h"

#include "base/assert.h"
#include "base/format.h"
#include "http/message.h"
#include "http/server.h"
#include "resources/environment.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pthread.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

namespace gongwen::http {

namespace {

// The head of an answer as bytes.

struct AnswerFraming {
  bool keeps_connection = true;
  bool chunked = false;
  std::optional<std::uint64_t> length;  // nothing where it is not known
  std::string_view date;                // empty: without
};

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

void append_plain(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  out += text;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_control, ' ');
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  append_plain(out, name);
  out += ": ";
  append_plain(out, value);
  out += "\r\n";
}

/// No content whatever the handler says: 1xx, 204, 304.
bool has_no_content(unsigned status) { return status < 200 || status == 204 || status == 304; }

/// Line ends and other control characters in values become blanks: nobody can add further headers.
std::string answer_head(const Response& response, const AnswerFraming& framing) {
  std::string head = fmt::format("HTTP/1.1 {:03} {}\r\n", response.status, reason_phrase(response.status));
  if (!framing.date.empty()) append_header(head, "Date", framing.date);
  for (const Header& header : response.headers) append_header(head, header.name, header.value);
  if (framing.length && !has_no_content(response.status)) {
    append_header(head, "Content-Length", fmt::format("{}", *framing.length));
  }
  if (framing.chunked) append_header(head, "Transfer-Encoding", "chunked");
  if (!framing.keeps_connection) append_header(head, "Connection", "close");
  head += "\r\n";
  return head;
}

/// A part of a chunked body, with the lines around it.
std::string as_chunk(std::string_view bytes) {
  std::string chunk = fmt::format("{:x}\r\n", bytes.size());
  chunk.append(bytes).append("\r\n");
  return chunk;
}

}  // namespace

// PendingExchange: an Exchange of a connection, which it may outlive.

class PendingExchange final : public Exchange, public std::enable_shared_from_this<PendingExchange> {
 public:
  /// `share`: of the memory for bodies, kept as long as the request may be.
  PendingExchange(const std::shared_ptr<Connection>& connection, Request request, BodyShare share);
  /// A handler that lost it would leave the client waiting for ever.
  ~PendingExchange() override;

  Request& request() override { return request_; }
  void respond(Response response) override;
  void begin(Response head) override;
  bool write(std::string_view chunk) override;
  void end() override;
  void on_drained(std::function<void()> drained) override;
  void on_gone(std::function<void()> gone) override;
  bool gone() const override { return connection_.expired(); }

  // For the connection.

  /// Who is notified that the client is gone.
  std::function<void()> take_gone() { return std::exchange(gone_, nullptr); }
  /// The connection is another request's, or has ended.
  void release();
  /// Whether tell_drained() is to be called later; not when it is already.
  bool will_tell_drained() { return !std::exchange(tells_drained_, true); }
  void tell_drained();

 private:
  enum class Step : std::uint8_t { Waiting, Begun, Answered };

  std::weak_ptr<Connection> connection_;
  Request request_;
  BodyShare share_;
  Step step_ = Step::Waiting;
  bool tells_drained_ = false;
  std::function<void()> drained_;
  std::function<void()> gone_;
};

PendingExchange::PendingExchange(const std::shared_ptr<Connection>& connection, Request request, BodyShare share)
    : connection_(connection), request_(std::move(request)), share_(std::move(share)) {}

PendingExchange::~PendingExchange() {
  const auto connection = connection_.lock();
  if (!connection || step_ == Step::Answered) return;
  if (step_ == Step::Waiting) {
    connection->respond(problem(500, "no-answer", "The request was not answered"));
  } else {
    connection->break_off();
  }
}

void PendingExchange::respond(Response response) {
  GONGWEN_ASSERT(step_ == Step::Waiting || gone());
  step_ = Step::Answered;
  if (const auto connection = connection_.lock()) connection->respond(std::move(response));
}

void PendingExchange::begin(Response head) {
  GONGWEN_ASSERT(step_ == Step::Waiting || gone());
  step_ = Step::Begun;
  if (const auto connection = connection_.lock()) connection->begin(std::move(head));
}

bool PendingExchange::write(std::string_view chunk) {
  GONGWEN_ASSERT(step_ == Step::Begun || gone());
  const auto connection = connection_.lock();
  return connection && connection->write(chunk);
}

void PendingExchange::end() {
  GONGWEN_ASSERT(step_ == Step::Begun || gone());
  step_ = Step::Answered;
  if (const auto connection = connection_.lock()) connection->end();
}

void PendingExchange::on_drained(std::function<void()> drained) {
  // It usually keeps the exchange itself, which nobody would set free later.
  if (connection_.expired()) return;
  drained_ = std::move(drained);
}

void PendingExchange::on_gone(std::function<void()> gone) {
  if (connection_.expired()) return;
  gone_ = std::move(gone);
}

void PendingExchange::release() {
  connection_.reset();
  // What they keep may come back here when it goes.
  const auto gone = std::exchange(gone_, nullptr);
  const auto drained = std::exchange(drained_, nullptr);
}

void PendingExchange::tell_drained() {
  // It may be replaced, or end the exchange.
  const auto self = shared_from_this();
  tells_drained_ = false;
  const auto connection = connection_.lock();
  if (step_ != Step::Begun || !connection || connection->has_unsent()) return;
  if (const auto drained = drained_) drained();
}

namespace {

constexpr std::size_t kMaxPieces = 16;
// At once, so that one fast reader of a large file does not keep the others waiting.
constexpr std::uint64_t kMaxOfFile = 1024 * 1024;

/// Keeps SIGPIPE from this thread, and takes away the one that came meanwhile. Only sendfile needs it: it has no
/// MSG_NOSIGNAL. What others do with the signal stays as it is.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const int error = errno;
    const timespec at_once{};
    // Also where something was sent before: then sendfile says how much, and raises the signal all the same.
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

}  // namespace

void Output::add(std::string bytes) {
  if (bytes.empty()) return;
  pending_ += bytes.size();
  segments_.push_back({std::move(bytes), std::nullopt, 0});
}

void Output::add(FileSlice file) {
  if (file.length == 0) return;
  pending_ += file.length;
  segments_.push_back({{}, std::move(file), 0});
}

std::ptrdiff_t Output::send_bytes(int socket) const {
  std::array<iovec, kMaxPieces> pieces;
  std::size_t count = 0;
  bool file_follows = false;
  for (const Segment& segment : segments_) {
    file_follows = segment.file.has_value();
    if (file_follows || count == pieces.size()) break;
    // sendmsg only reads.
    pieces[count++] = {const_cast<char*>(segment.bytes.data()) + segment.at, segment.bytes.size() - segment.at};
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = count;
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | (file_follows ? MSG_MORE : 0));
}

std::ptrdiff_t Output::send_file(int socket) const {
  const FileSlice& file = *segments_.front().file;
  auto offset = static_cast<off_t>(file.offset);
  const NoPipeSignal guard;
  return ::sendfile(socket, file.file->number(), &offset, std::min(file.length, kMaxOfFile));
}

void Output::take_away(std::uint64_t count) {
  pending_ -= count;
  sent_ += count;
  while (count > 0) {
    Segment& first = segments_.front();
    const std::uint64_t size = first.file ? first.file->length : first.bytes.size() - first.at;
    if (count >= size) {
      count -= size;
      segments_.pop_front();
      continue;
    }
    if (first.file) {
      first.file->offset += count;
      first.file->length -= count;
    } else {
      first.at += count;
    }
    return;
  }
}

Output::Result Output::send(int socket) {
  std::uint64_t of_files = 0;
  while (!segments_.empty()) {
    const bool is_file = segments_.front().file.has_value();
    if (is_file && of_files >= kMaxOfFile) return Result::Blocked;
    const std::ptrdiff_t count = is_file ? send_file(socket) : send_bytes(socket);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN ? Result::Blocked : Result::Broken;
    if (count == 0) return Result::Broken;
    if (is_file) of_files += static_cast<std::uint64_t>(count);
    take_away(static_cast<std::uint64_t>(count));
  }
  return Result::Done;
}

namespace {

constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();
// A body of this size goes with the head in one piece.
constexpr std::size_t kSmallBody = 16 * 1024;
// What is kept of the buffer of a connection without a request.
constexpr std::size_t kKeptInput = 4 * 1024;
// What logs have for a client that left before the answer; nobody is sent it.
constexpr unsigned kClientGone = 499;
// The same of a stream whose handler gave it up.
constexpr unsigned kBrokenOff = 500;
constexpr unsigned kTooManyRequests = 429;
constexpr unsigned kUnavailable = 503;

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, resources::FileDescriptor socket, Peer peer)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      peer_text_(peer_.address ? address_text(*peer_.address) : std::string()),
      scanner_(core_->limits()),
      deadline_(kNoDeadline) {}

void Connection::start(std::optional<Refusal> refusal) {
  const auto self = shared_from_this();
  closed_ = core_->loop().watch_closed(socket_.number(), [this] { end_of_socket(); });
  if (refusal) {
    current_.start = core_->loop().now();
    return refuse({*refusal, {}});
  }
  set_deadline_in(core_->limits().idle_time);
  watch_reading();
}

// Reading.

void Connection::watch_reading() {
  if (reading_ || ended_) return;
  reading_ = core_->loop().watch_readable(socket_.number(), [this] { read(); });
}

void Connection::read() {
  const auto self = shared_from_this();
  if (is_answering()) return reading_.drop();
  std::vector<char>& buffer = core_->read_buffer();
  const ssize_t count = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) lose_client();
    return;
  }
  if (count == 0) {
    ended_ = true;
    reading_.drop();
    return state_ == State::Lingering ? close() : process();
  }
  core_->counters().received += static_cast<std::uint64_t>(count);
  if (state_ == State::Lingering) return;
  input_.erase(0, std::exchange(taken_, 0));
  input_.append(buffer.data(), static_cast<std::size_t>(count));
  process();
}

/// What is taken goes away with the next reading: many small requests in one piece would each move all others.
void Connection::take(std::size_t count) {
  taken_ += count;
  if (taken_ < input_.size()) return;
  input_.clear();
  taken_ = 0;
}

void Connection::process() {
  if (processing_) return;
  const auto self = shared_from_this();
  processing_ = true;
  bool goes_on = true;
  while (goes_on) {
    switch (state_) {
      case State::Idle: goes_on = process_idle(); break;
      case State::Head: goes_on = process_head(); break;
      case State::Body: goes_on = process_body(); break;
      case State::Handling:
      case State::Streaming:
      case State::Sending:
      case State::Lingering:
      case State::Closed: goes_on = false;
    }
  }
  processing_ = false;
  // What is not whole now never will be.
  if (ended_ && (state_ == State::Idle || state_ == State::Head || state_ == State::Body)) close();
}

bool Connection::process_idle() {
  // RFC 9112 section 2.2: an empty line before a request is ignored.
  if (!took_empty_line_ && rest() == "\r") return false;
  if (!took_empty_line_ && rest().starts_with("\r\n")) {
    take(2);
    took_empty_line_ = true;
  }
  if (rest().empty()) return false;
  took_empty_line_ = false;
  scanner_ = HeadScanner(core_->limits());
  current_.start = core_->loop().now();
  current_.sent_before = output_.sent();
  state_ = State::Head;
  set_deadline_in(core_->limits().head_time);
  return true;
}

bool Connection::process_head() {
  const auto head_bytes = scanner_.scan(rest());
  if (!head_bytes) {
    refuse(head_bytes.error());
    return true;
  }
  if (*head_bytes == 0) return false;
  begin_request(*head_bytes);
  return true;
}

void Connection::begin_request(std::size_t head_bytes) {
  parser_ = std::make_unique<RequestParser>(core_->limits());
  auto parsed = parser_->parse_head(rest().substr(0, head_bytes));
  if (!parsed) return refuse(parsed.error());
  take(head_bytes);
  current_.parsed = *std::move(parsed);
  RequestHead& head = current_.parsed.head;
  set_peer(head);
  current_.method = head.method;
  current_.path = head.path;
  current_.peer = head.peer;
  keep_ = current_.parsed.keeps_connection && !core_->stopping();
  ++core_->counters().requests;
  follow_plan(core_->handler().plan(head));
}

void Connection::set_peer(RequestHead& head) const {
  head.from_proxy = peer_.trusted;
  head.way = peer_.is_unix ? Way::UnixSocket : is_loopback(*peer_.address) ? Way::Loopback : Way::Network;
  head.peer = peer_text_;
  if (!peer_.trusted) return;
  std::vector<std::string> values;
  for (const Header& header : head.headers) {
    if (header.name == "x-forwarded-for") values.push_back(header.value);
  }
  if (!values.empty()) head.peer = forwarded_client(values, core_->options().trusted_proxies);
}

void Connection::follow_plan(BodyPlan plan) {
  if (state_ == State::Closed) return;
  const ParsedHead& parsed = current_.parsed;
  if (plan.kind == BodyPlan::Kind::Refuse) {
    state_ = State::Handling;
    Response refusal = plan.refusal ? *std::move(plan.refusal) : problem(403, "refused", "The request is refused");
    // The body may come or not: where the next request starts is not known.
    refusal.close = refusal.close || parsed.has_body;
    return respond(std::move(refusal));
  }
  if (parsed.length.value_or(0) > plan.limit) return refuse({Refusal::BodyTooLarge, {}});
  current_.store = BodyStore(plan, core_->options().spool_folder, core_->body_budget());
  if (!parsed.has_body) return handle();
  state_ = State::Body;
  current_.body_start = core_->loop().now();
  set_body_deadline();
  if (parsed.expects_continue && rest().empty()) {
    output_.add("HTTP/1.1 100 Continue\r\n\r\n");
    flush();
  }
}

bool Connection::process_body() {
  const auto used = parser_->parse_body(rest(), current_.store);
  if (!used) {
    refuse(used.error());
    return true;
  }
  take(*used);
  current_.body_bytes += *used;
  if (parser_->done()) {
    handle();
    return true;
  }
  set_body_deadline();
  return false;
}

void Connection::handle() {
  state_ = State::Handling;
  no_deadline();
  Request request;
  static_cast<RequestHead&>(request) = std::move(current_.parsed.head);
  BodyShare share = current_.store.finish(request);
  parser_.reset();
  auto exchange = std::make_shared<PendingExchange>(shared_from_this(), std::move(request), std::move(share));
  exchange_ = exchange;
  core_->handler().handle(std::move(exchange));
}

void Connection::refuse(const Rejection& rejection) {
  ++core_->counters().refused[static_cast<std::size_t>(rejection.refusal)];
  const bool has_head = !current_.method.empty();
  const RequestHead* const head = has_head ? &current_.parsed.head : nullptr;
  auto response = core_->handler().refusal(rejection.refusal, rejection.detail, head);
  if (state_ == State::Closed) return;
  if (!response) response = response_of(rejection);
  response->status = refusal_status(rejection.refusal);
  if (response->status == kUnavailable || response->status == kTooManyRequests) {
    response->headers.push_back({"Retry-After", "5"});
  }
  response->close = true;
  state_ = State::Handling;
  respond(*std::move(response));
}

// Answering.

std::string Connection::start_answer(const Response& response, std::optional<std::uint64_t> length) {
  no_deadline();
  keep_ = keep_ && !response.close && !core_->stopping();
  current_.status = response.status;
  std::string head = answer_head(response, {keep_, current_.chunked, length, core_->date()});
  current_.sent_before = output_.sent() + output_.pending() + head.size();
  return head;
}

void Connection::respond(Response response) {
  if (state_ != State::Handling) return;
  const std::uint64_t length = response.file ? response.file->length : response.body.size();
  std::string head = start_answer(response, length);
  const bool with_content = !is_head_request() && !has_no_content(response.status);
  if (with_content && !response.file && response.body.size() <= kSmallBody) {
    head += response.body;
    response.body.clear();
  }
  output_.add(std::move(head));
  if (with_content && response.file) {
    output_.add(*std::move(response.file));
  } else if (with_content) {
    output_.add(std::move(response.body));
  }
  state_ = State::Sending;
  flush();
}

void Connection::begin(Response head) {
  if (state_ != State::Handling) return;
  current_.without_content = is_head_request() || has_no_content(head.status);
  current_.chunked = current_.parsed.is_http_1_1 && !has_no_content(head.status);
  keep_ = keep_ && current_.parsed.is_http_1_1;
  output_.add(start_answer(head, std::nullopt));
  state_ = State::Streaming;
  if (head.body.empty()) {
    flush();
  } else {
    write(head.body);
  }
}

bool Connection::write(std::string_view chunk) {
  const auto self = shared_from_this();
  if (state_ != State::Streaming) return false;
  // Not with the bytes of this chunk: one that is larger than the limit is not caused by the reader.
  if (output_.pending() > core_->limits().stream_bytes) {
    lose_slow_reader();
    return false;
  }
  if (!chunk.empty() && !current_.without_content) output_.add(current_.chunked ? as_chunk(chunk) : std::string(chunk));
  flush();
  return state_ == State::Streaming;
}

void Connection::end() {
  if (state_ != State::Streaming) return;
  if (current_.chunked && !current_.without_content) output_.add(std::string(kLastChunk));
  state_ = State::Sending;
  flush();
}

void Connection::break_off() {
  if (state_ != State::Streaming) return;
  const auto self = shared_from_this();
  // Without chunks only a reset distinguishes such an end from that of a complete answer.
  if (!current_.chunked) reset_when_closed();
  tell_answered(kBrokenOff);
  close();
}

void Connection::flush() {
  const auto self = shared_from_this();
  const std::uint64_t before = output_.sent();
  const Output::Result result = output_.send(socket_.number());
  core_->counters().sent += output_.sent() - before;
  switch (result) {
    case Output::Result::Broken: return lose_client();
    case Output::Result::Blocked:
      if (!writing_) writing_ = core_->loop().watch_writable(socket_.number(), [this] { flush(); });
      // What blocks may have been written before the answer, before the write deadline was set.
      if (is_answering() && state_ != State::Handling && deadline_ == kNoDeadline) set_write_deadline();
      return;
    case Output::Result::Done: break;
  }
  writing_.drop();
  if (state_ == State::Sending) return answer_sent();
  if (state_ != State::Streaming) return;
  no_deadline();
  tell_drained_later();
}

void Connection::tell_drained_later() {
  const auto told = exchange_.lock();
  if (!told || !told->will_tell_drained()) return;
  core_->loop().post([exchange = exchange_] {
    if (const auto pending = exchange.lock()) pending->tell_drained();
  });
}

void Connection::answer_sent() {
  tell_answered(current_.status);
  if (state_ == State::Closed) return;
  if (const auto exchange = exchange_.lock()) exchange->release();
  exchange_.reset();
  current_ = {};
  parser_.reset();
  if (!keep_) return linger();
  if (input_.empty() && input_.capacity() > kKeptInput) input_ = std::string();
  state_ = State::Idle;
  set_deadline_in(core_->limits().idle_time);
  watch_reading();
  process();
}

void Connection::tell_answered(unsigned status) {
  ++core_->counters().answers[std::min<std::size_t>(status / 100, 5)];
  Answered answered;
  answered.method = current_.method;
  answered.path = current_.path;
  // Where there is no head, whoever is connected.
  answered.peer = current_.method.empty() ? peer_text_ : current_.peer;
  answered.status = status;
  answered.received = current_.store.size();
  answered.sent = output_.sent() > current_.sent_before ? output_.sent() - current_.sent_before : 0;
  answered.milliseconds = resources::steady_milliseconds() - current_.start;
  core_->handler().answered(answered);
}

/// Closing at once would make the system throw away what it has not sent yet as soon as more comes from the client.
void Connection::linger() {
  if (ended_) return close();
  state_ = State::Lingering;
  input_ = std::string();
  taken_ = 0;
  ::shutdown(socket_.number(), SHUT_WR);
  set_deadline_in(core_->limits().linger_time);
  watch_reading();
}

void Connection::end_of_socket() {
  const auto self = shared_from_this();
  if (is_answering()) return lose_client();
  close();
}

void Connection::lose_client() {
  if (state_ == State::Closed) return;
  if (is_answering()) {
    ++core_->counters().gone;
    tell_answered(kClientGone);
    if (state_ == State::Closed) return;
  }
  if (const auto exchange = exchange_.lock()) {
    // Not from within a call of the handler's, who may be going through a list of all exchanges.
    core_->loop().post([core = std::weak_ptr(core_), gone = exchange->take_gone()] {
      if (gone && !core.expired()) gone();
    });
  }
  close();
}

/// What it has not read is thrown away: the system would keep it and continue trying.
void Connection::lose_slow_reader() {
  const auto self = shared_from_this();
  ++core_->counters().refused[static_cast<std::size_t>(Refusal::SlowReader)];
  reset_when_closed();
  lose_client();
}

void Connection::reset_when_closed() {
  const struct linger at_once { 1, 0 };
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Connection::close() {
  if (state_ == State::Closed) return;
  const auto self = shared_from_this();
  forget();
  core_->remove(*this);
}

void Connection::forget() {
  state_ = State::Closed;
  reading_.drop();
  writing_.drop();
  closed_.drop();
  no_deadline();
  if (const auto exchange = exchange_.lock()) exchange->release();
  socket_ = {};
}

void Connection::close_when_done() {
  keep_ = false;
  if (state_ == State::Idle) close();
}

// Time.

void Connection::set_deadline(std::int64_t when) {
  deadline_ = when;
  core_->note_deadline(when);
}

void Connection::no_deadline() { deadline_ = kNoDeadline; }

/// When the bytes that have come would be too few.
void Connection::set_body_deadline() {
  const ServerLimits& limits = core_->limits();
  const auto earned =
      static_cast<std::int64_t>(current_.body_bytes * 1000 / std::max<std::uint64_t>(limits.body_rate, 1));
  const std::int64_t by_rate = std::max<std::int64_t>(earned, limits.body_rate_after.count());
  set_deadline(current_.body_start + std::min<std::int64_t>(by_rate, limits.body_time.count()));
}

void Connection::set_write_deadline() {
  const ServerLimits& limits = core_->limits();
  const auto by_size =
      static_cast<std::int64_t>(output_.pending() * 1000 / std::max<std::uint64_t>(limits.write_rate, 1));
  set_deadline(core_->loop().now() + limits.write_time.count() + by_size);
}

void Connection::deadline_passed() {
  switch (state_) {
    case State::Head: return refuse({Refusal::SlowHead, {}});
    case State::Body: return refuse({Refusal::SlowBody, {}});
    case State::Handling:
    case State::Streaming:
    case State::Sending: return lose_slow_reader();
    case State::Idle:
    case State::Lingering: return close();
    case State::Closed: return;
  }
}

}  // namespace gongwen::http
