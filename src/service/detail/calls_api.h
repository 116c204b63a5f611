// CallsApi: what programs do with calls: open a kind for a period, with a limit and invitations, change and close it.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "service/detail/answers.h"
#include "service/detail/routes.h"
#include "service/inbox/calls.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// What is wrong with a call that somebody describes: a word of its JSON, such as `until`; empty: nothing.
std::string bad_member(const base::JsonView& order, inbox::CallTerms& terms);

/// Those whom a call invites, by its member `invitations`: none where it has no such member; nothing for what is not a
/// list of 1 to kMaxInvitations texts, or has one that is too long.
std::optional<std::vector<std::string>> invited_names(const base::JsonView& order);

/// Of a new call, and of one that gets more: for how many at once.
inline constexpr std::size_t kMaxInvitations = 1'000;

class CallsApi {
 public:
  /// The inbox outlives it. `clock`: seconds since 1970.
  CallsApi(inbox::Inbox& inbox, std::function<std::int64_t()> clock) : inbox_(inbox), clock_(std::move(clock)) {}

  /// `body`: the JSON of a command; empty where there is none. The request was let in already, and its query read; the
  /// kind of a new call is known to exist.
  http::Response answer(const RouteMatch& match, const http::Request& request, std::string_view body,
                        diagnostics::Language language);

  /// The kind that a new call is for; empty for all other requests, and for what cannot be read.
  static std::string kind_of(const Route& route, std::string_view body);

 private:
  struct Visit;

  http::Response list(const Visit& visit);
  http::Response add(const Visit& visit, const base::JsonView& order);
  http::Response change(const Visit& visit, const base::JsonView& order);
  http::Response close(const Visit& visit);
  http::Response invite(const Visit& visit, const base::JsonView& order);
  http::Response one(const Visit& visit, const inbox::Call& call, const std::vector<inbox::NewInvitation>& made);
  http::Response problem_of(const Visit& visit, const inbox::Fault& fault) const;
  void note(const Visit& visit, std::string_view action, const std::string& id);

  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
