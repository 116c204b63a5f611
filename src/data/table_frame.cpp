#include "data/table_frame.h"

#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

// The headings are the row with most known headings among the first rows. Of the rows below, repeated headings, sums
// and notes are reported and skipped; all others are records.

namespace gongwen::data {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

constexpr char kQuote = '"';
constexpr std::string_view kFormulaStart = "=\"";

/// Unwraps `="001"`, which programs write to keep spreadsheets from reading a text as a number.
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

/// A quotation mark opens a quoted cell only at the cell's start, as in CsvTable.
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
  std::string unescaped;  // filled only if there are doubled quotation marks
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

namespace {

bool is_filled(const TableCell& cell) { return cell.kind != CellKind::Empty && !trim_blanks(cell.text).empty(); }

const TableCell* first_filled(const TableRow& row) {
  const auto cell = std::find_if(row.cells.begin(), row.cells.end(), is_filled);
  return cell == row.cells.end() ? nullptr : &*cell;
}

std::size_t count_filled(const TableRow& row) {
  return static_cast<std::size_t>(std::count_if(row.cells.begin(), row.cells.end(), is_filled));
}

}  // namespace

bool is_remark(std::string_view text) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"合计", "总计", "小计", "共计", "总数", "total", "subtotal", "sum"});
  constexpr auto kNotes =
      std::to_array<std::string_view>({"注", "备注", "说明", "填表说明", "填写说明", "note", "notes", "remark"});
  const std::string word = base::ascii_lowercase(trim_blanks(text));
  std::string packed;
  for (std::size_t at = 0; at < word.size();) {
    const std::string_view rest = std::string_view(word).substr(at);
    const std::size_t blank = rest.starts_with(' ') ? 1 : rest.starts_with("　") ? 3 : 0;
    if (blank == 0) packed += rest.front();
    at += std::max<std::size_t>(blank, 1);
  }
  const auto after = [&packed](std::string_view start) -> std::optional<std::string_view> {
    if (!packed.starts_with(start)) return std::nullopt;
    return std::string_view(packed).substr(start.size());
  };
  const auto is_colon = [](std::string_view rest) {
    return rest.starts_with(':') || rest.starts_with("：");
  };
  const bool is_sum = std::any_of(kWords.begin(), kWords.end(), [&](std::string_view one) {
    const auto rest = after(one);
    return rest && (rest->empty() || is_colon(*rest) || base::is_ascii_digit(rest->front()));
  });
  return is_sum || std::any_of(kNotes.begin(), kNotes.end(), [&](std::string_view one) {
           const auto rest = after(one);
           return rest && is_colon(*rest);
         });
}

bool is_running_number(std::string_view heading) {
  constexpr std::array<std::string_view, 4> kHeadings = {"序号", "no.", "no", "#"};
  return std::find(kHeadings.begin(), kHeadings.end(), base::ascii_lowercase(trim_blanks(heading))) != kHeadings.end();
}

std::string_view without_required_mark(std::string_view heading) {
  constexpr auto kMarks = std::to_array<std::string_view>({"*", "＊", "（必填）", "(必填)", "（必填)", "(必填）"});
  heading = trim_blanks(heading);
  for (const std::string_view mark : kMarks) {
    if (heading.size() > mark.size() && heading.ends_with(mark)) heading.remove_suffix(mark.size());
  }
  return trim_blanks(heading);
}

bool is_formula(std::string_view text) {
  text = trim_blanks(text);
  if (!text.starts_with('=')) return false;
  text = trim_blanks(text.substr(1));
  if (text.starts_with('+') || text.starts_with('-') || text.starts_with('(')) text.remove_prefix(1);
  if (text.starts_with('$') || text.starts_with('\'')) return text.size() > 2;
  // A name, that of a sheet or function included, and then a cell or brackets.
  std::size_t end = 0;
  while (end < text.size() && (base::is_ascii_alpha(text[end]) || text[end] == '_' || text[end] == '.' ||
                               static_cast<unsigned char>(text[end]) >= 0x80)) {
    ++end;
  }
  if (end == 0) return false;
  const std::string_view rest = text.substr(end);
  return rest.empty() || base::is_ascii_digit(rest.front()) ||
         std::string_view("(!$:[+-*/&^").find(rest.front()) != std::string_view::npos;
}

bool is_cell_error(std::string_view text) {
  static constexpr auto kErrors = std::to_array<std::string_view>(
      {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"});
  constexpr std::size_t kFewestSharps = 3;
  const bool is_too_narrow = text.size() >= kFewestSharps && text.find_first_not_of('#') == std::string_view::npos;
  return is_too_narrow || std::find(kErrors.begin(), kErrors.end(), text) != kErrors.end();
}

bool has_lost_digits(std::string_view text) {
  const std::size_t mark = text.find("E+");
  if (mark == std::string_view::npos) return false;
  const auto are_digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), base::is_ascii_digit);
  };
  const std::string_view mantissa = text.substr(0, mark);
  const bool whole =
      mantissa.size() == 1 || (mantissa.size() > 2 && mantissa[1] == '.' && are_digits(mantissa.substr(2)));
  return whole && are_digits(mantissa.substr(0, 1)) && are_digits(text.substr(mark + 2));
}

std::size_t TableFrame::count_known(const TableRow& row) const {
  return static_cast<std::size_t>(std::count_if(row.cells.begin(), row.cells.end(), [this](const TableCell& cell) {
    return is_filled(cell) && knows_(trim_blanks(cell.text));
  }));
}

std::optional<std::size_t> TableFrame::find_headings(std::span<const TableRow> rows) {
  std::optional<std::size_t> found;
  known_ = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t known = count_known(rows[i]);
    const bool is_first = !found && count_filled(rows[i]) > 0;
    if (!is_first && known <= known_) continue;
    found = i;
    known_ = known;
  }
  if (!found) return std::nullopt;
  headings_.clear();
  number_.reset();
  for (const TableCell& cell : rows[*found].cells) {
    headings_.emplace_back(trim_blanks(cell.text));
    if (!number_ && is_running_number(headings_.back())) number_ = headings_.size() - 1;
  }
  count_ = count_filled(rows[*found]);
  return found;
}

RowSort TableFrame::sort_of(const TableRow& row) const {
  const TableCell* const first = first_filled(row);
  if (first == nullptr) return RowSort::Blank;
  const std::size_t filled = count_filled(row);
  std::size_t same = 0;
  for (std::size_t i = 0; i < std::min(row.cells.size(), headings_.size()); ++i) {
    if (is_filled(row.cells[i]) && trim_blanks(row.cells[i].text) == headings_[i]) ++same;
  }
  const bool repeated = same == filled && (filled > 1 || count_ == 1);
  const bool all_known = filled > 1 && std::all_of(row.cells.begin(), row.cells.end(), [this](const TableCell& cell) {
                           return !is_filled(cell) || knows_(trim_blanks(cell.text));
                         });
  if (repeated || all_known) return RowSort::Headings;
  constexpr std::string_view kExample = "例";
  if (number_ && *number_ < row.cells.size() && trim_blanks(row.cells[*number_].text) == kExample) {
    return RowSort::Example;
  }
  return is_remark(first->text) ? RowSort::Remark : RowSort::Record;
}

const TableCell* TableFrame::only_cell(const TableRow& row) const {
  constexpr std::size_t kSeveral = 3;
  return count_ >= kSeveral && count_filled(row) == 1 ? first_filled(row) : nullptr;
}

bool TableFrame::is_like_heading(const TableCell& cell) const {
  constexpr auto kColumns = std::to_array<std::string_view>(
      {"全称", "简称", "名称", "中文", "英文", "中文名称", "英文名称", "姓名", "性别", "职务",    "职称",
       "部门", "单位", "电话", "手机", "邮箱", "地址",     "日期",     "时间", "编号", "序号",    "数量",
       "金额", "类别", "类型", "起",   "止",   "开始",     "结束",     "必填", "选填", "填写说明"});
  std::string_view text = trim_blanks(cell.text);
  for (const std::string_view mark : {"*", "＊", "：", ":"}) {
    if (text.ends_with(mark)) text.remove_suffix(mark.size());
  }
  const auto is_within = [text](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close);
  };
  const bool is_in_brackets = (is_within("（", "）") || is_within("(", ")")) && text != "（无）" && text != "(无)";
  return is_in_brackets || knows_(text) || std::find(kColumns.begin(), kColumns.end(), text) != kColumns.end();
}

const TableCell* TableFrame::word_of_headings(const TableRow& row) const {
  const TableCell* first = nullptr;
  std::size_t like = 0;
  for (const TableCell& cell : row.cells) {
    if (!is_filled(cell)) continue;
    const bool has_digit = std::any_of(cell.text.begin(), cell.text.end(), base::is_ascii_digit);
    if (cell.kind != CellKind::Text || has_digit) return nullptr;
    if (!is_like_heading(cell)) continue;
    if (first == nullptr) first = &cell;
    ++like;
  }
  return 2 * like >= count_filled(row) ? first : nullptr;
}

void report_no_record(RowSort sort, const TableRow& row, const diagnostics::Origin& origin,
                      diagnostics::DiagnosticSink& sink) {
  const TableCell* const first = first_filled(row);
  const std::string text(first == nullptr ? std::string_view() : trim_blanks(first->text));
  if (sort == RowSort::Headings) sink.report(messages::DataTableRepeatedHeadings, origin, row.number);
  if (sort == RowSort::Remark) sink.report(messages::DataTableNotARecord, origin, row.number, text);
  if (sort == RowSort::Example) sink.report(messages::DataTableExample, origin, row.number);
}

std::optional<TableRow> HeadedTable::take(diagnostics::DiagnosticSink& sink) {
  if (ahead_.empty()) return rows_.next_row(sink);
  TableRow row = std::move(ahead_.front());
  ahead_.pop_front();
  return row;
}

std::optional<TableRow> HeadedTable::read_headings(diagnostics::DiagnosticSink& sink) {
  std::vector<TableRow> first;
  while (first.size() < kRowsWithHeadings) {
    auto row = rows_.next_row(sink);
    if (!row) break;
    first.push_back(*std::move(row));
  }
  const auto headings = frame_.find_headings(first);
  if (!headings) {
    // A table may start far below the top.
    while (auto row = rows_.next_row(sink)) {
      const std::span<const TableRow> one(&*row, 1);
      if (frame_.find_headings(one)) return row;
    }
    return std::nullopt;
  }
  for (std::size_t i = 0; i < *headings; ++i) {
    const TableCell* const text = first_filled(first[i]);
    if (text == nullptr) continue;
    sink.report(messages::DataTableRowsAbove, {text->place, {}}, first[i].number, trim_blanks(text->text));
  }
  for (std::size_t i = *headings + 1; i < first.size(); ++i) ahead_.push_back(std::move(first[i]));
  return std::move(first[*headings]);
}

std::optional<TableRow> HeadedTable::next_row(diagnostics::DiagnosticSink& sink) {
  if (!has_headings_) {
    has_headings_ = true;
    return read_headings(sink);
  }
  while (auto row = take(sink)) {
    const RowSort sort = frame_.sort_of(*row);
    if (sort == RowSort::Blank) {
      ++blank_;
      continue;
    }
    if (sort != RowSort::Record) {
      report_no_record(sort, *row, {first_filled(*row)->place, {}}, sink);
      continue;
    }
    if (blank_ > 0 && has_records_) {
      sink.report(messages::DataTableGoesOn, {first_filled(*row)->place, {}}, row->number, blank_);
    }
    if (const TableCell* const only = frame_.only_cell(*row)) {
      sink.report(messages::DataTableOneCell, {only->place, {}}, row->number, trim_blanks(only->text));
    }
    if (const TableCell* const word = has_records_ ? nullptr : frame_.word_of_headings(*row)) {
      sink.report(messages::DataTableSecondHeadings, {word->place, {}}, row->number, trim_blanks(word->text));
    }
    has_records_ = true;
    blank_ = 0;
    return row;
  }
  return std::nullopt;
}

}  // namespace gongwen::data
