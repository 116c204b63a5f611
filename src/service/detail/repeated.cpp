// The key is recorded before the work and the answer after it. If the service ends in between, a repeated request does
// the work again, which is safe since the work itself recognises it: a job by its mark, a decision by the revision in
// If-Match.
#include "service/detail/repeated.h"

#include "base/sha256.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/inbox/accounts.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;
using inbox::KeyedState;

constexpr std::string_view kBearerWord = "Bearer ";
constexpr std::size_t kMaxKey = 128;

/// Returns a hash of everything that decides what a request does. Each text is preceded by its length, so that no two
/// requests have the same input.
std::string fingerprint_of(const http::Request& request, std::string_view body_hash) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(" ").append(part);
  };
  add(request.method);
  add(request.path);
  add(request.query);
  // Headers that change the meaning; others, such as User-Agent, may differ between two attempts.
  for (const std::string_view name : {"content-type", "if-match", "prefer"}) {
    const std::string* const value = request.header(name);
    add(value == nullptr ? std::string_view() : *value);
  }
  add(body_hash);
  return base::sha256(text);
}

/// Returns a problem with the key itself, before anything is done.
http::Response key_problem(unsigned status, std::string_view id, const diagnostics::BilingualText& title,
                           Language language) {
  return problem_response({status, id, std::string(title.in(language))}, language);
}

http::Response response_of(const inbox::KeptAnswer& answer) {
  http::Response response;
  response.status = static_cast<unsigned>(answer.status);
  for (const auto& [name, value] : answer.headers) response.headers.push_back({name, value});
  response.body = answer.body;
  return response;
}

inbox::KeptAnswer kept(const http::Response& response) {
  inbox::KeptAnswer answer{response.status, {}, response.body};
  for (const http::Header& header : response.headers) answer.headers.emplace_back(header.name, header.value);
  return answer;
}

}  // namespace

bool is_request_key(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string program_of(inbox::Inbox& inbox, const http::RequestHead& head, std::int64_t now) {
  const std::string* const given = head.header("authorization");
  if (given == nullptr || !given->starts_with(kBearerWord)) return std::string(inbox::kLocalProgram);
  const auto key = inbox::ApiKeys(inbox).find(std::string_view(*given).substr(kBearerWord.size()), now);
  if (key) return std::string(inbox::kKeyMark) + key->id;
  // A key that cannot be looked up, or was revoked a moment ago, still identifies one program.
  constexpr std::size_t kDigits = 16;
  // A hash, so that no log has the key itself.
  return std::string(inbox::kKeyMark) + '?' + inbox::secret_hash(*given).substr(0, kDigits);
}

http::Response RepeatedRequests::answer_once(const http::Request& request, std::string_view body_hash,
                                             Language language, const Work& work) {
  const std::string* const key = request.header("idempotency-key");
  if (key == nullptr) return work({});
  if (!is_request_key(*key))
    // 400 rather than ignoring the key, since the program relies on it.
    return key_problem(http::status::kBadRequest, "bad-idempotency-key", texts::ServiceBadRequestKey, language);
  const std::int64_t now = clock_();
  const inbox::KeyedRequest keyed{program_of(inbox_, request, now), *key, fingerprint_of(request, body_hash)};
  inbox::Idempotency known(inbox_);
  const auto state = known.begin(keyed, now);
  if (!state) return key_problem(http::status::kUnavailable, "no-database", texts::ServiceNoDatabaseNow, language);
  switch (state->kind) {
    case KeyedState::Kind::Other:
      // 422: using the same key for another request is a mistake of the program, and neither answer would be right.
      return key_problem(http::status::kUnprocessable, "idempotency-reuse", texts::ServiceRequestKeyReused, language);
    case KeyedState::Kind::Answered: return response_of(state->answer);
    case KeyedState::Kind::New: break;
  }
  // 256 bits from owner, key and fingerprint: the mark by which a job recognises its request.
  http::Response response = work(base::sha256(keyed.owner + '\n' + keyed.key + '\n' + keyed.fingerprint));
  // If the answer cannot be stored, the work was done nevertheless: a job is known by its mark, a
  // submission by its revision. Refusals (4xx) are stored, too: a repeated request must not succeed by
  // accident.
  const bool is_done = response.status < http::status::kServerError;
  static_cast<void>(is_done ? known.keep(keyed, kept(response)) : known.forget(keyed));
  return response;
}

}  // namespace gongwen::service
