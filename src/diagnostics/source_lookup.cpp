#include "diagnostics/source_lookup.h"

#include "base/json.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::diagnostics {

void append_json_string(std::string& out, std::string_view text) { base::append_json_string(out, text); }

SourceLine line_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  std::size_t end = text.find('\n', offset);
  if (end == std::string_view::npos) end = text.size();
  if (end > begin && text[end - 1] == '\r') --end;
  return {text.substr(begin, end - begin), begin};
}

LineColumn line_column_at(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n') + 1;
  const std::size_t begin = line_at(text, offset).begin;
  const std::size_t column = base::count_code_points(text.substr(begin, offset - begin)) + 1;
  return {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
}

LineColumn line_column_in(const SourceLookup& sources, SourceId source, std::size_t offset) {
  LineColumn at = line_column_at(sources.source_text(source), offset);
  const LineColumn start = sources.source_start(source);
  if (at.line == 1) at.column += start.column - 1;
  at.line += start.line - 1;
  return at;
}

}  // namespace gongwen::diagnostics
