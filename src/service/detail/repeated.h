// Requests that programs send again, since they do not know whether the first one was done: those with the same
// `Idempotency-Key` are done once, and answered the same for a day.
#pragma once

#include "http/message.h"
#include "service/detail/answers.h"
#include "service/inbox/idempotency.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Who uses the interface: `key:k2x7`, or `program`, one of this machine.
std::string program_of(inbox::Inbox& inbox, const http::RequestHead& head, std::int64_t now);
inline constexpr std::string_view kLocalProgram = "program";

class RepeatedRequests {
 public:
  /// `mark` is the same for the same request, and empty for one that has no key.
  using Work = std::function<http::Response(const std::string& mark)>;

  /// The inbox outlives it. `clock`: seconds since 1970.
  RepeatedRequests(inbox::Inbox& inbox, std::function<std::int64_t()> clock)
      : inbox_(inbox), clock_(std::move(clock)) {}

  std::optional<inbox::Fault> prepare() { return inbox::Idempotency(inbox_).prepare(); }
  void purge() { static_cast<void>(inbox::Idempotency(inbox_).purge(clock_())); }

  /// What `work` answers, or what it answered to this request before. Answers from 500 up are not kept: the request
  /// may be sent again. `body_hash` represents the body.
  http::Response answer_once(const http::Request& request, std::string_view body_hash, diagnostics::Language language,
                             const Work& work);

 private:
  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
