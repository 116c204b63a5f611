#include "service/inbox/editions.h"

#include <algorithm>

namespace gongwen::inbox {

std::optional<Fault> Editions::add(const KindEdition& edition, const std::string& form, const std::string& source) {
  // The transaction makes the number unique; if services on two hosts start at the same time, an edition is added once.
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    // Rows of former versions lack the source, without which an edition cannot be published again.
    const auto known =
        inbox_.run("SELECT number FROM gw_kind_edition WHERE kind = $1 AND hash = $2 AND (source <> '' OR $3 = '')",
                   {edition.kind, edition.hash, source});
    if (!known) return known.error();
    if (!known->empty()) return std::nullopt;
    return inbox_.execute(
        "INSERT INTO gw_kind_edition (kind, number, hash, version, form, base, author, published_by, since, note, "
        "source) VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM gw_kind_edition WHERE kind = $1), $2, $3, $4, "
        "'', '', "
        "'', CAST($5 AS BIGINT), '', $6)",
        {edition.kind, edition.hash, edition.version, form, number_value(edition.since), source});
  });
}

Result<std::int64_t> Editions::publish(const KindEdition& edition, const std::string& form, const std::string& source) {
  std::int64_t number = 0;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto last =
        inbox_.first("SELECT COALESCE(MAX(number), 0) FROM gw_kind_edition WHERE kind = $1", {edition.kind});
    if (!last) return last.error();
    number = number_of((*last)[0]) + 1;
    return inbox_.execute(
        "INSERT INTO gw_kind_edition (kind, number, hash, version, form, base, author, published_by, since, note, "
        "source, published) VALUES ($1, CAST($2 AS BIGINT), $3, $4, $5, $6, $7, $8, CAST($9 AS BIGINT), $10, $11, "
        "CAST($12 AS BIGINT))",
        {edition.kind, number_value(number), edition.hash, edition.version, form, edition.base, edition.author,
         edition.published_by, number_value(edition.since), edition.note, source, number_value(edition.published)});
  });
  if (fault) return base::Failure{*fault};
  return number;
}

namespace {

constexpr std::string_view kEditionColumns =
    "SELECT kind, number, hash, version, since, base, author, published_by, note, published FROM gw_kind_edition";

KindEdition edition_of(const database::Row& row) {
  Columns columns(row);
  KindEdition edition;
  edition.kind = columns.text();
  edition.number = columns.number();
  edition.hash = columns.text();
  edition.version = columns.text();
  edition.since = columns.number();
  edition.base = columns.text();
  edition.author = columns.text();
  edition.published_by = columns.text();
  edition.note = columns.text();
  edition.published = columns.number();
  return edition;
}

}  // namespace

Result<std::vector<KindEdition>> Editions::list() {
  return inbox_.all<KindEdition>(std::string(kEditionColumns) + " ORDER BY kind, number", {}, edition_of);
}

Result<std::vector<KindEdition>> Editions::list(const std::string& kind) {
  return inbox_.all<KindEdition>(std::string(kEditionColumns) + " WHERE kind = $1 ORDER BY number", {kind}, edition_of);
}

Result<std::map<std::string, std::int64_t>> Editions::in_progress() {
  const auto rows = inbox_.run(
      "SELECT kind, COUNT(*) FROM gw_submission WHERE state IN ('submitted', 'in_review', 'returned') GROUP BY kind");
  if (!rows) return base::Failure{rows.error()};
  std::map<std::string, std::int64_t> counts;
  for (const database::Row& row : *rows) counts[text_of(row[0])] = number_of(row[1]);
  return counts;
}

Result<std::string> Editions::source(const std::string& kind, std::int64_t number) {
  const auto row = inbox_.first("SELECT source FROM gw_kind_edition WHERE kind = $1 AND number = CAST($2 AS BIGINT)",
                                {kind, number_value(number)});
  if (!row) return base::Failure{row.error()};
  return text_of((*row)[0]);
}

// From the last one backwards: the publication with the highest number that has begun is in use, regardless of its
// time, so that a correction that is valid from today supersedes a plan for next month.
const KindEdition* edition_in_use(const std::vector<KindEdition>& editions, Seconds now) {
  const auto found = std::find_if(editions.rbegin(), editions.rend(), [now](const KindEdition& one) {
    return !one.published_by.empty() && one.since <= now;
  });
  return found == editions.rend() ? nullptr : &*found;
}

std::optional<Seconds> end_of_edition(const std::vector<KindEdition>& editions, const KindEdition& edition) {
  std::optional<Seconds> end;
  for (const KindEdition& later : editions) {
    if (later.published_by.empty() || later.number <= edition.number) continue;
    // The earliest beginning of all later ones; if it is before this edition's own, this edition was never used.
    if (!end || later.since < *end) end = later.since;
  }
  return end ? std::optional(std::max(*end, edition.since)) : std::nullopt;
}

Result<std::string> Editions::form(const std::string& kind, const std::string& hash) {
  const auto row =
      // The same definition may have several numbers (published again); the definition is equal in all of them.
      inbox_.first("SELECT form FROM gw_kind_edition WHERE kind = $1 AND hash = $2 ORDER BY number", {kind, hash});
  if (!row) return base::Failure{row.error()};
  return text_of((*row)[0]);
}

}  // namespace gongwen::inbox
