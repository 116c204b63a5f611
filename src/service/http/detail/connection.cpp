// The state machine of a connection (RFC 9112). Two dangers shape it. Request smuggling: after anything doubtful the
// connection is closed, since the beginning of the next request is not certain. Re-entry: a handler may answer from
// within handle(), and a callback may close the connection, so each entry point holds `self`, and the state is read
// again after every call to the handler.
#include "service/http/detail/connection.h"

#include "base/assert.h"
#include "base/format.h"
#include "base/utf8.h"
#include "resources/environment.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <algorithm>
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

#include <sys/socket.h>

namespace gongwen::http {

namespace {

// The head of a response as bytes.

// How the receiver finds the end of the content: by `length`, by the last chunk, or by the end of the connection.
struct AnswerFraming {
  bool keeps_connection = true;
  bool chunked = false;
  std::optional<std::uint64_t> length;  // nullopt if it is unknown
  std::string_view date;                // if empty, the header is left out
};

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

// A tab stays, since header values may contain it (RFC 9110, 5.5).
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

/// Statuses without content, regardless of the handler: 1xx, 204, 304 (RFC 9112, 6.3).
bool has_no_content(unsigned status) { return status < 200 || status == 204 || status == 304; }

/// Returns the head. Control characters in names and values become spaces, so that a value cannot add headers (response
/// splitting).
std::string answer_head(const Response& response, std::string_view id, const AnswerFraming& framing) {
  std::string head = fmt::format("HTTP/1.1 {:03} {}\r\n", response.status, reason_phrase(response.status));
  if (!framing.date.empty()) append_header(head, "Date", framing.date);
  if (!id.empty()) append_header(head, "X-Request-Id", id);
  for (const Header& header : response.headers) append_header(head, header.name, header.value);
  // 304 and 204 have no `Content-Length`: the length of the missing content would confuse old clients.
  if (framing.length && !has_no_content(response.status)) {
    append_header(head, "Content-Length", fmt::format("{}", *framing.length));
  }
  if (framing.chunked) append_header(head, "Transfer-Encoding", "chunked");
  if (!framing.keeps_connection) append_header(head, "Connection", "close");
  head += "\r\n";
  return head;
}

/// A chunk with its size line (RFC 9112, 7.1).
std::string as_chunk(std::string_view bytes) {
  std::string chunk = fmt::format("{:x}\r\n", bytes.size());
  chunk.append(bytes).append("\r\n");
  // Size in hexadecimal digits, CR LF, bytes, CR LF: `5\r\nhello\r\n`. An empty chunk would end the content, so write()
  // never makes one.
  return chunk;
}

}  // namespace

// PendingExchange: the Exchange of a request; it may outlive its connection.

class PendingExchange final : public Exchange, public std::enable_shared_from_this<PendingExchange> {
 public:
  /// `share` is the request's part of the memory for bodies.
  PendingExchange(const std::shared_ptr<Connection>& connection, Request request, BodyShare share);
  /// Answers 500 if the handler has dropped the exchange: the client would otherwise wait for ever.
  ~PendingExchange() override;

  Request& request() override { return request_; }
  void respond(Response response) override;
  void begin(Response head) override;
  bool write(std::string_view chunk) override;
  void end() override;
  void on_drained(std::function<void()> drained) override;
  void on_gone(std::function<void()> gone) override;
  bool gone() const override { return connection_.expired(); }

  // Called by the connection.

  /// Takes the callback for a client that is gone.
  std::function<void()> take_gone() { return std::exchange(gone_, nullptr); }
  /// Separates it from the connection, which serves another request now or has ended.
  void release();
  /// Returns whether tell_drained() should be posted; false if it has been posted already.
  bool will_tell_drained() { return !std::exchange(tells_drained_, true); }
  void tell_drained();

 private:
  // Waiting → Answered by respond(); Waiting → Begun → Answered by begin() and end(). The assertions find handlers that
  // answer twice.
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
    // The head has been sent, so only an incomplete end can show that something went wrong.
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

// A handler that streams to a client that has gone gets false from each write() and can stop.
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
  // The callback usually holds the exchange itself; storing it now would keep both alive forever.
  if (connection_.expired()) return;
  drained_ = std::move(drained);
}

void PendingExchange::on_gone(std::function<void()> gone) {
  if (connection_.expired()) return;
  gone_ = std::move(gone);
}

void PendingExchange::release() {
  connection_.reset();
  // Destroyed at the end of the function, since what they capture may call back here.
  const auto gone = std::exchange(gone_, nullptr);
  const auto drained = std::exchange(drained_, nullptr);
}

void PendingExchange::tell_drained() {
  // The callback may replace itself, or end the exchange.
  const auto self = shared_from_this();
  tells_drained_ = false;
  const auto connection = connection_.lock();
  if (step_ != Step::Begun || !connection || connection->has_unsent()) return;
  if (const auto drained = drained_) drained();
}

namespace {

constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();
// A body up to this size is sent together with the head.
constexpr std::size_t kSmallBody = 16 * 1024;
// Size of the buffer that an idle connection keeps.
constexpr std::size_t kKeptInput = 4 * 1024;
// Longer names of requests than those of proxies (nginx: 32 digits, Envoy: 36) are replaced.
constexpr std::size_t kMaxRequestId = 64;

/// Returns whether the name of a request can be put into a header and into a log unchanged.
bool is_request_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxRequestId && std::all_of(id.begin(), id.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '-' || c == '_' || c == '.';
  });
}

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
  // Watched from the beginning, also while a handler works and reading is off, so that on_gone() is called immediately.
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
  // Level-triggered: data that is not read now is reported again.
  const auto self = shared_from_this();
  // A watch that fires while answering is dropped; it is set again for the next request.
  if (is_answering()) return reading_.drop();
  std::vector<char>& buffer = core_->read_buffer();
  const ssize_t count = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) lose_client();
    return;
  }
  // The client has closed only its direction (half-closed): it may still wait for the answer to what it sent.
  if (count == 0) {
    ended_ = true;
    reading_.drop();
    return state_ == State::Lingering ? close() : process();
  }
  core_->counters().received += static_cast<std::uint64_t>(count);
  if (state_ == State::Lingering) return;
  // Compacts what take() has left, once per read instead of once per request.
  input_.erase(0, std::exchange(taken_, 0));
  input_.append(buffer.data(), static_cast<std::size_t>(count));
  process();
}

/// Advances in the buffer without moving it: if many small requests come in one piece, each would move all others. The
/// buffer is compacted at the next read.
void Connection::take(std::size_t count) {
  taken_ += count;
  if (taken_ < input_.size()) return;
  input_.clear();
  taken_ = 0;
}

void Connection::process() {
  // A handler that answers immediately leads back here by answer_sent(); the loop below goes on instead of recursing.
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
  // The client sends no more, so an incomplete request stays incomplete. A response under way is still sent:
  // answer_sent() then lingers, sees `ended_`, and closes.
  if (ended_ && (state_ == State::Idle || state_ == State::Head || state_ == State::Body)) close();
}

bool Connection::process_idle() {
  // RFC 9112, 2.2: one empty line before a request is ignored, as old clients send it after a POST.
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
  // If a head comes byte by byte, only its incomplete line is scanned again.
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
  set_id(head);
  current_.method = head.method;
  // Copies for the log: handle() moves the head into the request.
  current_.path = head.path;
  current_.peer = head.peer;
  current_.id = head.id;
  // A server that stops tells its clients with `Connection: close`.
  keep_ = current_.parsed.keeps_connection && !core_->stopping();
  ++core_->counters().requests;
  follow_plan(core_->handler().plan(head));
}

void Connection::set_peer(RequestHead& head) const {
  head.from_proxy = peer_.trusted;
  head.way = peer_.is_unix ? Way::UnixSocket : is_loopback(*peer_.address) ? Way::Loopback : Way::Network;
  head.peer = peer_text_;
  if (!peer_.trusted) return;
  // Only a trusted proxy may name another client.
  std::vector<std::string> values;
  for (const Header& header : head.headers) {
    if (header.name == "x-forwarded-for") values.push_back(header.value);
  }
  if (!values.empty()) head.peer = forwarded_client(values, core_->options().trusted_proxies);
}

void Connection::set_id(RequestHead& head) const {
  const std::string* const named = peer_.trusted ? head.header("x-request-id") : nullptr;
  head.id = named != nullptr && is_request_id(*named) ? *named : new_id();
}

std::string Connection::new_id() const {
  return core_->options().name_request ? core_->options().name_request() : std::string();
}

// The handler may have destroyed the server within plan().
void Connection::follow_plan(BodyPlan plan) {
  if (state_ == State::Closed) return;
  const ParsedHead& parsed = current_.parsed;
  if (plan.kind == BodyPlan::Kind::Refuse) {
    state_ = State::Handling;
    Response refusal = plan.refusal ? *std::move(plan.refusal) : problem(403, "refused", "The request is refused");
    // The body may or may not follow, so the beginning of the next request is unknown.
    refusal.close = refusal.close || parsed.has_body;
    return respond(std::move(refusal));
  }
  // Refused by the announced length, before anything is read. Without a length (chunks) the limit is enforced while the
  // body arrives.
  if (parsed.length.value_or(0) > plan.limit) return refuse({Refusal::BodyTooLarge, {}});
  current_.store = BodyStore(plan, core_->options().spool_folder, core_->body_budget());
  if (!parsed.has_body) return handle();
  state_ = State::Body;
  current_.body_start = core_->loop().now();
  set_body_deadline();
  // A client that has begun to send is not waiting for 100.
  if (parsed.expects_continue && rest().empty()) {
    output_.add("HTTP/1.1 100 Continue\r\n\r\n");
    flush();
  }
}

bool Connection::process_body() {
  const auto used = parser_->parse_body(rest(), current_.store);
  // Bytes that the parser leaves belong to an incomplete chunk head, or to the next request.
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

// From here on the handler decides when the answer comes; nothing is read meanwhile, which slows down a client that
// goes on sending.
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
  // An empty method means that the head could not be parsed: `current_` is reset after each answer.
  const bool has_head = !current_.method.empty();
  const RequestHead* const head = has_head ? &current_.parsed.head : nullptr;
  auto response = core_->handler().refusal(rejection.refusal, rejection.detail, head);
  // The handler may have ended the server.
  if (state_ == State::Closed) return;
  if (!response) response = response_of(rejection);
  response->status = refusal_status(rejection.refusal);
  if (response->status == status::kUnavailable || response->status == status::kTooManyRequests) {
    response->headers.push_back({"Retry-After", "5"});
  }
  // After a refusal the beginning of the next request is not certain.
  response->close = true;
  state_ = State::Handling;
  respond(*std::move(response));
}

// Answering.

std::string Connection::start_answer(const Response& response, std::optional<std::uint64_t> length) {
  no_deadline();
  keep_ = keep_ && !response.close && !core_->stopping();
  current_.status = response.status;
  // A head that could not be read has no id yet.
  if (current_.id.empty()) current_.id = new_id();
  std::string head = answer_head(response, current_.id, {keep_, current_.chunked, length, core_->date()});
  // Bytes of an earlier response in the output are not counted for this one, and neither is the head.
  current_.sent_before = output_.sent() + output_.pending() + head.size();
  return head;
}

void Connection::respond(Response response) {
  if (state_ != State::Handling) return;
  const std::uint64_t length = response.file ? response.file->length : response.body.size();
  std::string head = start_answer(response, length);
  const bool with_content = !is_head_request() && !has_no_content(response.status);
  // A small body is sent in the same segment as the head, and so in one packet.
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
  // HEAD gets the same head as GET would, even chunked, but no chunks.
  current_.chunked = current_.parsed.is_http_1_1 && !has_no_content(head.status);
  // HTTP/1.0 has no chunks: the end of the connection ends the content.
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
  // Measured before this chunk, since the reader cannot help a chunk that is larger than the limit.
  if (output_.pending() > core_->limits().stream_bytes) {
    lose_slow_reader();
    return false;
  }
  // For a HEAD request the content is discarded; handlers for which it is expensive check the method.
  if (!chunk.empty() && !current_.without_content) output_.add(current_.chunked ? as_chunk(chunk) : std::string(chunk));
  flush();
  return state_ == State::Streaming;
}

void Connection::end() {
  if (state_ != State::Streaming) return;
  // Without the last chunk the client would think that the content was cut off.
  if (current_.chunked && !current_.without_content) output_.add(std::string(kLastChunk));
  state_ = State::Sending;
  flush();
}

void Connection::break_off() {
  if (state_ != State::Streaming) return;
  const auto self = shared_from_this();
  // Without chunks only a reset distinguishes this from the end of a complete response.
  if (!current_.chunked) reset_when_closed();
  tell_answered(status::kServerError);
  close();
}

void Connection::flush() {
  // Sending may end the connection, and with it the last reference to this object.
  const auto self = shared_from_this();
  const std::uint64_t before = output_.sent();
  const Output::Result result = output_.send(socket_.number());
  core_->counters().sent += output_.sent() - before;
  switch (result) {
    case Output::Result::Broken: return lose_client();
    case Output::Result::Blocked:
      if (!writing_) writing_ = core_->loop().watch_writable(socket_.number(), [this] { flush(); });
      // Output that blocks may have been written before the response, when no write deadline was set yet. Blocked
      // output of a handler's stream gets its deadline here; it is removed once everything is sent.
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
  // Posted, so that drained() is never called from within write(): otherwise a producer would recurse once for each
  // chunk.
  core_->loop().post([exchange = exchange_] {
    if (const auto pending = exchange.lock()) pending->tell_drained();
  });
}

void Connection::answer_sent() {
  tell_answered(current_.status);
  if (state_ == State::Closed) return;
  // Released before the next request begins: a late write() of the old exchange must not get into the new answer.
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
  // Index 0 to 5 by the first digit; 499 counts with the 4xx.
  ++core_->counters().answers[std::min<std::size_t>(status / 100, 5)];
  Answered answered;
  answered.method = current_.method;
  answered.path = current_.path;
  // Without a head, only the address of the connection is known.
  answered.peer = current_.method.empty() ? peer_text_ : current_.peer;
  answered.id = current_.id;
  answered.status = status;
  answered.received = current_.store.size();
  // If the client left early, less than the head was sent, and no byte of the body.
  answered.sent = output_.sent() > current_.sent_before ? output_.sent() - current_.sent_before : 0;
  answered.milliseconds = resources::steady_milliseconds() - current_.start;
  core_->handler().answered(answered);
}

/// Closes our side and goes on reading for a while: if we closed immediately, the system would discard unsent data when
/// more comes from the client (RFC 9112, 9.6).
void Connection::linger() {
  if (ended_) return close();
  state_ = State::Lingering;
  input_ = std::string();
  taken_ = 0;
  // The client sees the end immediately; further input is read and dropped until it closes or time is up.
  ::shutdown(socket_.number(), SHUT_WR);
  set_deadline_in(core_->limits().linger_time);
  watch_reading();
}

void Connection::end_of_socket() {
  const auto self = shared_from_this();
  // EPOLLHUP: both directions are closed, so the client cannot receive the answer.
  if (is_answering()) return lose_client();
  close();
}

void Connection::lose_client() {
  if (state_ == State::Closed) return;
  if (is_answering()) {
    ++core_->counters().gone;
    tell_answered(status::kClientGone);
    if (state_ == State::Closed) return;
  }
  if (const auto exchange = exchange_.lock()) {
    // Posted, since the handler may be iterating over all exchanges. The core is checked: a server that is being
    // destroyed must not call handlers any more.
    core_->loop().post([core = std::weak_ptr(core_), gone = exchange->take_gone()] {
      if (gone && !core.expired()) gone();
    });
  }
  close();
}

/// Gives up a client that reads too slowly. A reset discards what it has not read; otherwise the system would keep it
/// and go on trying.
void Connection::lose_slow_reader() {
  const auto self = shared_from_this();
  ++core_->counters().refused[static_cast<std::size_t>(Refusal::SlowReader)];
  reset_when_closed();
  lose_client();
}

void Connection::reset_when_closed() {
  // Linger with time 0: close() sends RST and discards what is unsent.
  const struct linger at_once { 1, 0 };
  ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Connection::close() {
  if (state_ == State::Closed) return;
  const auto self = shared_from_this();
  forget();
  core_->remove(*this);
}

// Used by close() and by the end of the server; the order ensures that no watch can call back into a closed
// connection.
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
  // Idle: no request is open. In all other states the answer is finished first, and `keep_` ends the connection after
  // it.
  if (state_ == State::Idle) close();
}

// Time.

void Connection::set_deadline(std::int64_t when) {
  deadline_ = when;
  core_->note_deadline(when);
}

void Connection::no_deadline() { deadline_ = kNoDeadline; }

/// Sets the time by which more of the body must have come, at the lowest allowed rate.
void Connection::set_body_deadline() {
  const ServerLimits& limits = core_->limits();
  const auto earned =
      // Milliseconds that the bytes received so far have earned. Example: 1024 bytes a second and 10 KiB received give
      // 10 s from the start of the body, at least 5 s, at most 120 s.
      static_cast<std::int64_t>(current_.body_bytes * 1000 / std::max<std::uint64_t>(limits.body_rate, 1));
  const std::int64_t by_rate = std::max<std::int64_t>(earned, limits.body_rate_after.count());
  set_deadline(current_.body_start + std::min<std::int64_t>(by_rate, limits.body_time.count()));
}

void Connection::set_write_deadline() {
  const ServerLimits& limits = core_->limits();
  // Large responses get more time, at the lowest allowed rate.
  const auto by_size =
      static_cast<std::int64_t>(output_.pending() * 1000 / std::max<std::uint64_t>(limits.write_rate, 1));
  set_deadline(core_->loop().now() + limits.write_time.count() + by_size);
}

void Connection::deadline_passed() {
  switch (state_) {
    case State::Head: return refuse({Refusal::SlowHead, {}});
    case State::Body: return refuse({Refusal::SlowBody, {}});
    // Handling is included because output of `100 Continue` may have blocked; a handler itself has no deadline.
    case State::Handling:
    case State::Streaming:
    case State::Sending: return lose_slow_reader();
    case State::Idle:
    case State::Lingering: return close();
    case State::Closed: return;
  }
}

}  // namespace gongwen::http
