#include "data/csv_table.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace gongwen::data {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

constexpr char kQuote = '"';
constexpr std::string_view kFormulaStart = "=\"";

/// `="001"`, as programs write a text that spreadsheets shall not take for a number.
std::string_view without_formula(std::string_view text) {
  const bool is_text = text.size() > kFormulaStart.size() && text.starts_with(kFormulaStart) && text.ends_with(kQuote);
  if (!is_text) return text;
  const std::string_view inner = text.substr(kFormulaStart.size(), text.size() - kFormulaStart.size() - 1);
  return inner.find(kQuote) == std::string_view::npos ? inner : text;
}

}  // namespace

CsvStart read_csv_start(std::string_view text) {
  constexpr std::string_view kMark = "sep=";
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const bool says = line.size() == kMark.size() + 1 && base::equals_ignoring_ascii_case(line.substr(0, 4), kMark);
  if (!says) return {find_csv_separator(text), 0};
  const bool two = text.substr(line.size()).starts_with("\r\n");
  return {line.back(), std::min(line.size() + (two ? 2 : 1), text.size())};
}

char find_csv_separator(std::string_view text) {
  constexpr std::array kSeparators = {',', ';', '\t'};
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const bool any = std::any_of(counts.begin(), counts.end(), [](std::size_t n) { return n > 0; });
    if (c == '\n' && any) break;
    const auto found = std::find(kSeparators.begin(), kSeparators.end(), c);
    if (found != kSeparators.end()) ++counts[static_cast<std::size_t>(found - kSeparators.begin())];
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

/// A quotation mark starts a cell only at the start of the cell, as CsvTable reads it.
CsvRowLength measure_csv_row(std::string_view text, char separator) {
  std::size_t at = 0;
  bool begins_cell = true;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\n') return {at, 1};
    if (c == '\r') return {at, text.substr(at + 1).starts_with('\n') ? std::size_t{2} : std::size_t{1}};
    if (begins_cell && text.substr(at).starts_with(kFormulaStart)) {
      ++at;
      continue;
    }
    if (c == kQuote && begins_cell) {
      do {
        at = text.find(kQuote, at + 1);
        if (at == std::string_view::npos) return {text.size(), 0};
        ++at;
      } while (at < text.size() && text[at] == kQuote);
      begins_cell = false;
      continue;
    }
    begins_cell = c == separator;
    ++at;
  }
  return {text.size(), 0};
}

CsvTable::CsvTable(diagnostics::SourceId source, std::string_view text, const CsvLimits& limits)
    : source_(source), text_(text), limits_(limits), separator_(',') {
  const CsvStart start = read_csv_start(text);
  separator_ = start.separator;
  offset_ = start.length;
  if (start.length > 0) ++rows_;
}

CsvTable::CsvTable(diagnostics::SourceId source, std::string_view text, char separator, std::size_t rows)
    : source_(source),
      text_(text),
      limits_{std::numeric_limits<std::size_t>::max()},
      separator_(separator),
      rows_(rows) {}

diagnostics::Span CsvTable::span(std::size_t begin, std::size_t end) const {
  return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool CsvTable::at_line_end() const {
  return offset_ >= text_.size() || text_[offset_] == '\n' || text_[offset_] == '\r';
}

void CsvTable::skip_line_end() {
  if (text_.substr(offset_).starts_with("\r\n")) ++offset_;
  if (offset_ < text_.size()) ++offset_;
}

bool CsvTable::fail(diagnostics::DiagnosticSink& sink, DiagnosticId id, std::size_t begin) {
  failed_ = true;
  sink.report(id, {span(begin, begin + 1), {}}, rows_);
  return false;
}

std::optional<TableRow> CsvTable::next_row(diagnostics::DiagnosticSink& sink) {
  sink.go_on();
  if (failed_ || offset_ >= text_.size()) return std::nullopt;
  const auto too_large = [&](std::size_t limit, const diagnostics::BilingualText& things) {
    failed_ = true;
    sink.report(messages::DataTableTooLarge, {span(offset_, offset_), {}}, limit, things.chinese, things.english);
    return std::nullopt;
  };
  if (++rows_ > limits_.max_rows) return too_large(limits_.max_rows, texts::DataRows);
  TableRow row;
  row.number = rows_;
  const std::size_t begin = offset_;
  while (true) {
    if (row.cells.size() == limits_.max_columns) {
      return too_large(limits_.max_columns, texts::DataColumns);
    }
    if (!read_cell(row, sink)) return std::nullopt;
    if (at_line_end()) break;
    ++offset_;  // the separator
  }
  row.place = span(begin, offset_);
  skip_line_end();
  return row;
}

bool CsvTable::read_cell(TableRow& row, diagnostics::DiagnosticSink& sink) {
  const std::size_t begin = offset_;
  if (text_.substr(offset_).starts_with(kFormulaStart)) ++offset_;
  if (offset_ < text_.size() && text_[offset_] == kQuote) return read_quoted(begin, row, sink);
  while (!at_line_end() && text_[offset_] != separator_) ++offset_;
  const std::string_view text = text_.substr(begin, offset_ - begin);
  row.cells.push_back({text.empty() ? CellKind::Empty : CellKind::Text, text, span(begin, offset_)});
  return true;
}

bool CsvTable::read_quoted(std::size_t begin, TableRow& row, diagnostics::DiagnosticSink& sink) {
  ++offset_;
  std::string unescaped;  // filled only when there is something to undo
  std::size_t piece = offset_;
  while (true) {
    const std::size_t quote = text_.find('"', offset_);
    if (quote == std::string_view::npos) return fail(sink, messages::DataTableQuote, begin);
    offset_ = quote + 1;
    if (offset_ >= text_.size() || text_[offset_] != '"') break;
    unescaped.append(text_.substr(piece, offset_ - piece));
    piece = ++offset_;
  }
  if (!at_line_end() && text_[offset_] != separator_) {
    return fail(sink, messages::DataTableAfterQuote, offset_);
  }
  std::string_view text = text_.substr(piece, offset_ - 1 - piece);
  if (!unescaped.empty()) text = without_formula(texts_.store(unescaped.append(text)));
  row.cells.push_back({text.empty() ? CellKind::Empty : CellKind::Text, text, span(begin, offset_)});
  return true;
}

}  // namespace gongwen::data
