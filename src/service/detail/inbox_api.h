// InboxApi: what programs do with submissions: list them, read their versions, decide on them. The same as on the
// office's pages, under the same rules; who does it is the key, in history and audit.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "service/detail/answers.h"
#include "service/detail/form_import.h"
#include "service/detail/routes.h"
#include "service/detail/scan_entry.h"
#include "service/detail/task.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// How many submissions a page of the list has.
inline constexpr std::size_t kListPage = 50;

/// The texts of a version that the office has corrected, as a draft keeps them.
struct CorrectedEntries {
  std::int64_t version = 0;
  std::string entries;
};

class InboxApi {
 public:
  /// The inbox outlives it. `clock`: seconds since 1970.
  InboxApi(inbox::Inbox& inbox, std::function<std::int64_t()> clock) : inbox_(inbox), clock_(std::move(clock)) {}

  /// `body`: the JSON of a command; empty where there is none. The request was let in already. `entries`: what came of
  /// the task that the request has to wait for.
  http::Response answer(const RouteMatch& match, const http::Request& request, std::string_view body,
                        diagnostics::Language language, const std::optional<CorrectedEntries>& entries = std::nullopt);

  /// A request that returns what the office has corrected waits for the texts of it, and one that accepts a form for
  /// the check of its values, unless the command says `"despite_errors":true`; nothing for all others.
  struct Preparation {
    inbox::Submission submission;
    Task task;
    bool is_check = false;
  };
  std::optional<Preparation> preparation_of(const RouteMatch& match, std::string_view body);

  /// The answer to whoever accepts a form, by what its check says; nothing where it has no errors.
  static std::optional<http::Response> refuse_faulty(const std::string& report, diagnostics::Language language);

  /// What came of a file that was read: `{"forms":[{"kind":…,"new":true,"submission":{…}}],"report":{…}}`.
  http::Response imported(const FormImports& made, const http::Request& request, diagnostics::Language language);

  /// The results of scans: `{"scans":[{"file":…,"pages":[1],"outcome":"added","submission":{…}}]}`.
  http::Response scanned(const EnteredScans& entered, const http::Request& request, diagnostics::Language language);

  /// The name of the program whose key a request has, for the audit.
  std::string actor_of(const http::Request& request);
  inbox::Inbox& inbox() const { return inbox_; }
  std::int64_t now() const { return clock_(); }

 private:
  struct Call;
  struct ReturnOrder;
  struct OrderFault;

  http::Response list(const Call& call);
  http::Response one(const Call& call);
  http::Response version(const Call& call);
  http::Response act(const Call& call, const std::optional<CorrectedEntries>& entries);
  static base::Expected<ReturnOrder, OrderFault> order_of(const Call& call, const base::JsonView& command);
  std::optional<inbox::Fault> send_back(const inbox::Submission& submission, const ReturnOrder& order,
                                        const inbox::Change& change, const std::optional<CorrectedEntries>& entries);

  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
