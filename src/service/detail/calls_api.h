// CallsApi: lets programs manage calls. A call opens a kind for a period, with an optional limit and invitations; it
// can be changed and closed.
#pragma once

#include "base/json.h"
#include "service/detail/program_call.h"
#include "service/inbox/calls.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Reads the terms of a call into `terms`. Returns the name of the wrong JSON member, such as `until`; empty if all are
/// right. Missing members leave `terms` unchanged, so that the same function serves new calls and changes. Days are
/// `2026-12-01` in China time; `until` is the last open day. Also used by the page of calls.
std::string bad_member(const base::JsonView& order, inbox::CallTerms& terms);

/// Returns the names in `invitations`: empty if there is no such member; nullopt if it is not a list of 1 to
/// kMaxInvitations texts, or one of them is too long.
std::optional<std::vector<std::string>> invited_names(const base::JsonView& order);

/// The most invitations that one request may create.
inline constexpr std::size_t kMaxInvitations = 1'000;

/// Each function is a row in routes.cpp; Front::answer_with() runs it under the Idempotency-Key.
class CallsApi {
 public:
  /// The inbox must outlive it.
  explicit CallsApi(inbox::Inbox& inbox) : inbox_(inbox) {}

  // Handlers of requests, named by the table of routes. The kind of a new call has been checked to exist.
  http::Response list(const ProgramCall& visit);
  http::Response add(const ProgramCall& visit);
  http::Response one(const ProgramCall& visit, const std::string& id);
  http::Response change(const ProgramCall& visit, const std::string& id);
  http::Response close(const ProgramCall& visit, const std::string& id);
  http::Response invite(const ProgramCall& visit, const std::string& id);

 private:
  // If `made` is empty, invitations are listed without their codes.
  http::Response answer(const ProgramCall& visit, const inbox::Call& call,
                        const std::vector<inbox::NewInvitation>& made = {});

  inbox::Inbox& inbox_;
};

}  // namespace gongwen::service
