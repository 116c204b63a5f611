// A person who can write to the database could compute the chain in it anew; the callback `audited_` therefore also
// writes each line to the log, where its hash stays.
#include "service/inbox/audit.h"

#include "base/format.h"
#include "base/sha256.h"

#include <algorithm>

namespace gongwen::inbox {
namespace {

constexpr std::string_view kAuditColumns = "number, time, who, address, action, object, result, hash";

AuditLine line_of(const database::Row& row) {
  Columns columns(row);
  return {columns.number(), columns.number(), columns.text(), columns.text(),
          columns.text(),   columns.text(),   columns.text(), columns.text()};
}

/// Lengths precede texts, so that no two different lines have the same bytes. Without lengths, `a` doing `b c` and `a
/// b` doing `c` would have the same hash.
std::string hash_of(const AuditLine& line, const std::string& before) {
  std::string text = fmt::format("{} {} {} ", before, line.number, line.time);
  for (const std::string* const part : {&line.who, &line.address, &line.action, &line.object, &line.result}) {
    text += fmt::format("{} {} ", part->size(), *part);
  }
  return base::sha256(text);
}

}  // namespace

Result<AuditLine> Audit::add(AuditLine line) {
  // In a transaction, since two lines that are added at the same time must not get the same number.
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto last = inbox_.run("SELECT number, hash FROM gw_audit ORDER BY number DESC LIMIT 1", {});
    if (!last) return last.error();
    line.number = last->empty() ? 1 : number_of((*last)[0][0]) + 1;
    line.hash = hash_of(line, last->empty() ? std::string() : text_of((*last)[0][1]));
    return inbox_.execute(
        fmt::format("INSERT INTO gw_audit ({}) VALUES (CAST($1 AS BIGINT), CAST($2 AS BIGINT), $3, $4, $5, $6, $7, $8)",
                    kAuditColumns),
        {number_value(line.number), number_value(line.time), line.who, line.address, line.action, line.object,
         line.result, line.hash});
  });
  // A line that was not stored goes to the log without number and hash. The rollback has released the number, and the
  // next line will get it.
  if (fault) line.number = 0;
  if (fault) line.hash.clear();
  if (inbox_.audited_) inbox_.audited_(line, !fault);
  if (fault) return base::Failure{*fault};
  return line;
}

Result<std::vector<AuditLine>> Audit::read(std::int64_t from, std::size_t count) {
  return inbox_.all<AuditLine>(
      fmt::format("SELECT {} FROM gw_audit WHERE number >= CAST($1 AS BIGINT) ORDER BY number LIMIT {}", kAuditColumns,
                  count),
      {number_value(from)}, line_of);
}

Result<std::vector<AuditLine>> Audit::last(std::size_t count) {
  auto lines = inbox_.all<AuditLine>(
      fmt::format("SELECT {} FROM gw_audit ORDER BY number DESC LIMIT {}", kAuditColumns, count), {}, line_of);
  if (lines) std::reverse(lines->begin(), lines->end());
  return lines;
}

Result<std::int64_t> Audit::verify(std::int64_t& lines) {
  constexpr std::size_t kAtOnce = 1'000;
  std::string before;
  lines = 0;
  // A thousand at a time, since an audit of years does not fit into memory. A gap in the numbers is a line that was
  // removed.
  for (;;) {
    const auto read_lines = read(lines + 1, kAtOnce);
    if (!read_lines) return base::Failure{read_lines.error()};
    if (read_lines->empty()) return 0;
    for (const AuditLine& line : *read_lines) {
      if (line.number != lines + 1 || line.hash != hash_of(line, before)) return line.number;
      before = line.hash;
      ++lines;
    }
  }
}

}  // namespace gongwen::inbox
