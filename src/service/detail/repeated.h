// Repeated requests: a program that got no answer cannot know whether its request was carried out, and sends it again.
// Requests with the same `Idempotency-Key` are carried out once, and get the same answer for a day
// (draft-ietf-httpapi-idempotency-key-header).
#pragma once

#include "service/detail/answers.h"
#include "service/http/message.h"
#include "service/inbox/idempotency.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Returns the program that sends a request: `key:k2x7`, or `program` for one on this machine without a key. Used in
/// the audit, as the owner of jobs, and as a part of the key of a repeated request.
std::string program_of(inbox::Inbox& inbox, const http::RequestHead& head, std::int64_t now);

/// Returns whether an Idempotency-Key is visible ASCII of limited length. It is used only as input of a hash.
bool is_request_key(std::string_view text);

/// Used by Front::answer_once() for routes with `once`. `work` runs before this returns.
class RepeatedRequests {
 public:
  /// `mark` identifies the request; it is empty if the request has no key.
  using Work = std::function<http::Response(const std::string& mark)>;

  /// The inbox must outlive it. `clock` gives seconds since 1970.
  RepeatedRequests(inbox::Inbox& inbox, std::function<std::int64_t()> clock)
      : inbox_(inbox), clock_(std::move(clock)) {}

  std::optional<inbox::Fault> prepare() { return inbox::Idempotency(inbox_).prepare(); }
  void purge() { static_cast<void>(inbox::Idempotency(inbox_).purge(clock_())); }

  /// Returns the answer of `work`, or its former answer to the same request. Answers of 500 and more are not stored, so
  /// that the request can be repeated. `body_hash` stands for the body.
  http::Response answer_once(const http::Request& request, std::string_view body_hash, diagnostics::Language language,
                             const Work& work);

 private:
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
