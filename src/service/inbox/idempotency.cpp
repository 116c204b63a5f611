// Two requests with the same key can come at the same time, to two processes, so `begin` is one transaction.
#include "service/inbox/idempotency.h"

#include "base/json.h"
#include "service/inbox/secrets.h"

namespace gongwen::inbox {
namespace {

/// Created on demand, since databases of earlier versions lack the table.
const std::string kTable =
    "CREATE TABLE IF NOT EXISTS gw_idempotency (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, "
    "status BIGINT NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL, created BIGINT NOT NULL)";
/// Status of a request without an answer yet.
constexpr std::int64_t kNoAnswer = 0;

/// Returns the key of the table. The length of the owner separates it from the key, so that no two requests have the
/// same text.
std::string id_of(const KeyedRequest& request) {
  return secret_hash(std::to_string(request.owner.size()) + ' ' + request.owner + ' ' + request.key);
}

// Names and values alternate in one list, since a header may come twice.
std::string headers_json(const KeptAnswer& answer) {
  base::Json list = base::Json::list();
  for (const auto& [name, value] : answer.headers) list.add(name).add(value);
  return list.text();
}

// Returns Damaged rather than a guess, since a program would take a wrong answer for the result of its request.
Result<KeptAnswer> answer_of(std::int64_t status, const std::string& headers, std::string body) {
  const std::optional<base::Json> list = base::parse_json(headers);
  if (!list || !list->view().is_list() || status < 0 || list->size() % 2 != 0) {
    return base::Failure{Fault{Fault::Kind::Damaged, "kept answer"}};
  }
  KeptAnswer answer{static_cast<std::uint64_t>(status), {}, std::move(body)};
  for (std::size_t i = 0; i < list->size(); i += 2) {
    answer.headers.emplace_back(list->view().at(i).text(), list->view().at(i + 1).text());
  }
  return answer;
}

}  // namespace

std::optional<Fault> Idempotency::prepare() { return inbox_.execute(kTable, {}); }

Result<KeyedState> Idempotency::begin(const KeyedRequest& request, Seconds now) {
  const std::string id = id_of(request);
  KeyedState state;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // An old entry would otherwise answer a new request with the same key.
    if (const auto old = inbox_.execute("DELETE FROM gw_idempotency WHERE id = $1 AND created <= CAST($2 AS BIGINT)",
                                        {id, number_value(now - kKept)})) {
      return old;
    }
    const auto rows = inbox_.run("SELECT fingerprint, status, headers, body FROM gw_idempotency WHERE id = $1", {id});
    if (!rows) return rows.error();
    if (rows->empty()) {
      return inbox_.execute(
          "INSERT INTO gw_idempotency VALUES ($1, $2, CAST($3 AS BIGINT), '', '', CAST($4 AS BIGINT))",
          {id, request.fingerprint, number_value(kNoAnswer), number_value(now)});
    }
    Columns columns(rows->front());
    const std::string fingerprint = columns.text();
    const std::int64_t status = columns.number();
    const std::string headers = columns.text();
    if (fingerprint != request.fingerprint) {
      state.kind = KeyedState::Kind::Other;
    } else if (status != kNoAnswer) {
      state.kind = KeyedState::Kind::Answered;
      auto answer = answer_of(status, headers, columns.text());
      if (!answer) return answer.error();
      state.answer = *std::move(answer);
    }
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return state;
}

// NotFound if the entry was purged while the request was worked on for a day; nothing is stored then.
std::optional<Fault> Idempotency::keep(const KeyedRequest& request, const KeptAnswer& answer) {
  return inbox_.change_one(
      "UPDATE gw_idempotency SET status = CAST($2 AS BIGINT), headers = $3, body = $4 WHERE id = $1 RETURNING id",
      {id_of(request), number_value(static_cast<std::int64_t>(answer.status)), headers_json(answer), answer.body});
}

std::optional<Fault> Idempotency::forget(const KeyedRequest& request) {
  return inbox_.execute("DELETE FROM gw_idempotency WHERE id = $1", {id_of(request)});
}

std::optional<Fault> Idempotency::purge(Seconds now) {
  return inbox_.execute("DELETE FROM gw_idempotency WHERE created <= CAST($1 AS BIGINT)", {number_value(now - kKept)});
}

}  // namespace gongwen::inbox
