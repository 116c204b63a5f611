// InboxApi: what programs do with submissions: list them, read their versions, decide on them. The same as on the
// office's pages, under the same rules; who does it is the key, in history and audit.
#pragma once

#include "inbox/submissions.h"
#include "service/detail/answers.h"
#include "service/detail/form_import.h"
#include "service/detail/routes.h"
#include "service/detail/scan_entry.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gongwen::service {

class InboxApi {
 public:
  /// The inbox outlives it. `clock`: seconds since 1970.
  InboxApi(inbox::Inbox& inbox, std::function<std::int64_t()> clock) : inbox_(inbox), clock_(std::move(clock)) {}

  /// `body`: the JSON of a command; empty where there is none. The request was let in already.
  http::Response answer(const RouteMatch& match, const http::Request& request, std::string_view body,
                        diagnostics::Language language);

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

  http::Response list(const Call& call);
  http::Response one(const Call& call);
  http::Response version(const Call& call);
  http::Response act(const Call& call);

  inbox::Inbox& inbox_;
  std::function<std::int64_t()> clock_;
};

}  // namespace gongwen::service
