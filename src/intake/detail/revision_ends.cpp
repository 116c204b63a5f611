#include "intake/detail/revision_ends.h"

#include "intake/detail/plain_syntax.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxTables = 10'000;
constexpr std::string_view kStart = "startxref";
constexpr std::string_view kEnd = "%%EOF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0'; }

void skip_blanks(std::string_view bytes, std::size_t& at) {
  while (at < bytes.size() && is_blank(bytes[at])) ++at;
}

std::optional<RevisionEnd> read_end(std::string_view bytes, std::size_t at) {
  at += kStart.size();
  skip_blanks(bytes, at);
  RevisionEnd end;
  const char* const first = bytes.data() + at;
  const auto [after, error] = std::from_chars(first, bytes.data() + bytes.size(), end.table);
  if (error != std::errc()) return std::nullopt;
  at += static_cast<std::size_t>(after - first);
  skip_blanks(bytes, at);
  if (bytes.substr(at, kEnd.size()) != kEnd) return std::nullopt;
  end.marker_end = at + kEnd.size();
  end.end = end.marker_end;
  if (end.end < bytes.size() && bytes[end.end] == '\r') ++end.end;
  if (end.end < bytes.size() && bytes[end.end] == '\n') ++end.end;
  return end;
}

/// The dictionary of a table of either form. Throws: PlainRefused.
PlainValue read_table_dictionary(std::string_view bytes, std::uint64_t at) {
  if (at >= bytes.size()) throw PlainRefused();
  PlainParser parser(bytes, static_cast<std::size_t>(at));
  if (parser.take_word("xref")) {
    // Entries have digits, blanks, `n` and `f` only.
    const std::size_t trailer = bytes.find("trailer", parser.at());
    if (trailer == std::string_view::npos) throw PlainRefused();
    parser.go_to(trailer);
    parser.expect_word("trailer");
  } else {
    parser.skip_space();
    parser.count();
    parser.skip_space();
    parser.count();
    parser.expect_word("obj");
  }
  return parser.value();
}

}  // namespace

bool RevisionEnds::uses(const RevisionEnd& end) const {
  if (!is_known) return end.table > 0 && end.table < end.marker_end;
  return std::find(in_use.begin(), in_use.end(), end.table) != in_use.end() && end.table < end.marker_end;
}

RevisionEnds find_revision_ends(std::string_view bytes) {
  RevisionEnds ends;
  for (std::size_t at = bytes.find(kStart); at != std::string_view::npos; at = bytes.find(kStart, at + 1)) {
    if (const auto end = read_end(bytes, at)) ends.all.push_back(*end);
    if (ends.all.size() > kMaxTables) break;
  }
  if (ends.all.empty()) return ends;
  std::optional<std::uint64_t> next = ends.all.back().table;
  try {
    while (next && ends.in_use.size() < kMaxTables) {
      if (std::find(ends.in_use.begin(), ends.in_use.end(), *next) != ends.in_use.end()) throw PlainRefused();
      const PlainValue table = read_table_dictionary(bytes, *next);
      ends.in_use.push_back(*next);
      if (table.find("/XRefStm") != nullptr) ends.hybrid.push_back(*next);
      const PlainValue* const before = table.find("/Prev");
      next.reset();
      if (before != nullptr && before->type == ot_integer && before->number > 0)
        next = static_cast<std::uint64_t>(before->number);
    }
  } catch (const PlainRefused&) {
    ends.is_known = false;
  }
  return ends;
}

}  // namespace gongwen::intake
