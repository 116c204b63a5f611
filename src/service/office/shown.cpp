// Pages that answer a button get an address, to which the browser is sent: one that goes back to the answer of a POST
// shows a page of its own that asks whether to send everything again. They are kept in the database for a day, for the
// session that they were made in, so that any host has them.
#include "service/detail/office_pages.h"
#include "service/inbox/idempotency.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

/// Larger pages, such as those with a document in a link, are answered at once.
constexpr std::size_t kMaxShown = std::size_t{512} << 10;
constexpr std::size_t kShownIdBytes = 16;
constexpr std::string_view kScriptHeader = "script";

/// Whether the answers to buttons of this address are kept. Pages that show a secret once, such as a password or a
/// link, must not be: an area is added here when it shows none.
bool is_kept_area(std::string_view path) {
  constexpr std::array<std::string_view, 10> kAreas{
      "/office/bulk",     "/office/import", "/office/export", "/office/make",    "/office/scans",
      "/office/searches", "/office/forms",  "/office/facts",  "/office/issues/", "/office/s/"};
  if (path.ends_with("/link")) return false;
  return std::any_of(kAreas.begin(), kAreas.end(), [&](std::string_view area) { return path.starts_with(area); });
}

inbox::KeyedRequest page_request(const OfficeVisit& visit, std::string id) {
  return {"page:" + visit.account.name, std::move(id), inbox::secret_hash(visit.secret)};
}

}  // namespace

void OfficePages::send_shown(const VisitPtr& visit, unsigned status, std::string html) {
  // Without a session, which has just ended, the page asks for the password.
  const bool is_kept =
      visit->posts() && !visit->account.name.empty() && html.size() <= kMaxShown && is_kept_area(visit->request().path);
  if (!is_kept) return send_html(visit, status, std::move(html));
  const std::string id = inbox::random_text(kShownIdBytes);
  const inbox::KeyedRequest request = page_request(*visit, id);
  inbox::Idempotency pages(inbox_);
  const auto begun = pages.begin(request, visit->now);
  inbox::KeptAnswer answer{status, {{std::string(kScriptHeader), visit->has_script ? "1" : "0"}}, html};
  // A database that is busy must not keep anybody from the answer.
  if (!begun || pages.keep(request, answer)) return send_html(visit, status, std::move(html));
  send_to(visit, "/office/shown/" + id);
}

void OfficePages::show_kept(const VisitPtr& visit, const std::string& id) {
  const inbox::KeyedRequest request = page_request(*visit, id);
  inbox::Idempotency pages(inbox_);
  const auto state = pages.begin(request, visit->now);
  if (!state) return send_fault(visit, state.error());
  using Kind = inbox::KeyedState::Kind;
  if (state->kind == Kind::New) static_cast<void>(pages.forget(request));
  if (state->kind != Kind::Answered) {
    return send_problem(visit, http::status::kGone, texts::OfficeShownGone.in(visit->language));
  }
  for (const auto& [name, value] : state->answer.headers) visit->has_script = name == kScriptHeader && value == "1";
  send_html(visit, static_cast<unsigned>(state->answer.status), state->answer.body);
}

}  // namespace gongwen::service
