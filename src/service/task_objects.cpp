#include "service/detail/task_objects.h"

#include "base/json.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using queue::Error;
using resources::Exchange;
using resources::MessageChannel;

// Requests. The bytes of an object are the next message.
constexpr std::string_view kPutMember = "put";
constexpr std::string_view kGetMember = "get";
constexpr std::string_view kMaxMember = "max";
// The answer to `get`.
constexpr std::string_view kFoundMember = "found";
constexpr std::string_view kMissingMember = "missing";
constexpr std::string_view kReasonMember = "reason";

/// Requests and answers are short, other messages are not read twice.
constexpr std::size_t kMaxRequest = 4'096;

Error worker_gone() { return {Error::Kind::Lost, "the worker has ended"}; }

std::string head_of_object(const queue::Result<std::string>& bytes) {
  base::Json json = base::Json::object();
  json.set(kFoundMember, bytes.has_value());
  if (!bytes) {
    json.set(kMissingMember, bytes.error().kind == Error::Kind::Missing);
    json.set(kReasonMember, bytes.error().reason.substr(0, kMaxRequest / 4));
  }
  return json.text();
}

/// Returns: false when the channel is of no more use.
bool send_object(const queue::Result<std::string>& bytes, MessageChannel& channel,
                 const resources::Deadline& deadline) {
  if (channel.send(head_of_object(bytes), nullptr, &deadline) != Exchange::Done) return false;
  return !bytes || channel.send(*bytes, nullptr, &deadline) == Exchange::Done;
}

}  // namespace

std::optional<Error> ChannelObjects::put(const std::string& hash, std::string_view bytes) {
  if (bytes.size() > queue::kMaxObject) return Error{Error::Kind::Refused, "a document is too long"};
  base::Json json = base::Json::object();
  json.set(kPutMember, hash);
  const bool is_sent = channel_.send(json.text(), nullptr, nullptr) == Exchange::Done &&
                       channel_.send(bytes, nullptr, nullptr) == Exchange::Done;
  return is_sent ? std::nullopt : std::optional(worker_gone());
}

queue::Result<std::string> ChannelObjects::get(const std::string& hash, std::size_t max_bytes) {
  base::Json json = base::Json::object();
  json.set(kGetMember, hash).set(kMaxMember, static_cast<std::uint64_t>(max_bytes));
  std::string answer;
  std::string bytes;
  if (channel_.send(json.text(), nullptr, nullptr) != Exchange::Done ||
      channel_.receive(answer, kMaxRequest, nullptr, nullptr) != Exchange::Done) {
    return base::Failure{worker_gone()};
  }
  const std::optional<base::Json> read = base::parse_json(answer);
  if (!read) return base::Failure{worker_gone()};
  if (!read->view().flag_of(kFoundMember)) {
    const Error::Kind kind = read->view().flag_of(kMissingMember) ? Error::Kind::Missing : Error::Kind::Refused;
    return base::Failure{Error{kind, read->view().text_of(kReasonMember)}};
  }
  if (channel_.receive(bytes, max_bytes, nullptr, nullptr) != Exchange::Done) return base::Failure{worker_gone()};
  return bytes;
}

std::optional<Error> ChannelObjects::remove(const std::string& hash) { return Error{Error::Kind::Refused, hash}; }

ObjectsServed serve_objects(std::string_view message, MessageChannel& channel, queue::ObjectStore& objects,
                            const resources::Deadline& deadline) {
  if (message.size() > kMaxRequest) return {};
  const std::optional<base::Json> json = base::parse_json(message);
  if (!json) return {};
  const std::string put = json->view().text_of(kPutMember);
  const std::string get = json->view().text_of(kGetMember);
  if (!put.empty()) {
    std::string bytes;
    if (channel.receive(bytes, queue::kMaxObject, nullptr, &deadline) != Exchange::Done) return {true, true};
    std::optional<Error> error = objects.put(put, bytes);
    return {true, false, error ? std::string() : put, std::move(error)};
  }
  if (get.empty()) return {};
  const std::uint64_t max_bytes = json->view().number_of(kMaxMember).value_or(0);
  const std::size_t limit = static_cast<std::size_t>(std::min<std::uint64_t>(max_bytes, queue::kMaxObject));
  return {true, !send_object(objects.get(get, limit), channel, deadline)};
}

}  // namespace gongwen::service
