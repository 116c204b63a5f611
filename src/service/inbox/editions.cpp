#include "service/inbox/editions.h"

namespace gongwen::inbox {

std::optional<Fault> Editions::add(const KindEdition& edition, const std::string& form) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto known =
        inbox_.run("SELECT number FROM gw_kind_edition WHERE kind = $1 AND hash = $2", {edition.kind, edition.hash});
    if (!known) return known.error();
    if (!known->empty()) return std::nullopt;
    return inbox_.execute(
        "INSERT INTO gw_kind_edition (kind, number, hash, version, form, base, author, published_by, since, note) "
        "VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM gw_kind_edition WHERE kind = $1), $2, $3, $4, '', '', "
        "'', CAST($5 AS BIGINT), '')",
        {edition.kind, edition.hash, edition.version, form, number_value(edition.since)});
  });
}

Result<std::vector<KindEdition>> Editions::list() {
  return inbox_.all<KindEdition>("SELECT kind, number, hash, version, since FROM gw_kind_edition ORDER BY kind, number",
                                 {}, [](const database::Row& row) {
                                   Columns columns(row);
                                   KindEdition edition;
                                   edition.kind = columns.text();
                                   edition.number = columns.number();
                                   edition.hash = columns.text();
                                   edition.version = columns.text();
                                   edition.since = columns.number();
                                   return edition;
                                 });
}

Result<std::string> Editions::form(const std::string& kind, const std::string& hash) {
  const auto row =
      inbox_.first("SELECT form FROM gw_kind_edition WHERE kind = $1 AND hash = $2 ORDER BY number", {kind, hash});
  if (!row) return base::Failure{row.error()};
  return text_of((*row)[0]);
}

}  // namespace gongwen::inbox
