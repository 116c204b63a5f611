#include "engine/kinds/detail/form/field_list.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/field_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

// Both notations use the same words: `take_words` reads the text of a line after its colon, or of a cell
// in a table. A line such as `参加时间*：全程/第一天（只选一项）` is taken apart from both ends: the
// hint in parentheses at the end, then the title up to the first colon, the star in the title, the
// English after `=`, and last the words after the colon, between commas: a type (`日期`), a limit
// (`最多60字`), choices (`全程/第一天`), `多选`, `必填`. Any other word is reported with the nearest
// known one. A row of a table has the same parts in columns, so only the words of its type go through
// `take_word`. Lines that are indented belong to the table above them: `随行人员：` with ` 姓名*` below
// it.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using diagnostics::Span;

/// The parts between any of the marks, without blanks around them; no parts for an empty text.
std::vector<std::string_view> split_words(std::string_view text, std::span<const std::string_view> marks) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  // One step beyond the end: the end of the text is treated as a mark, so the last part needs no code of
  // its own.
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t length = at == text.size() ? 1 : 0;
    for (const std::string_view mark : marks) {
      if (length == 0 && text.substr(at).starts_with(mark)) length = mark.size();
    }
    if (length == 0) {
      ++at;
      continue;
    }
    if (const auto part = without_blanks(text.substr(begin, at - begin)); !part.empty()) parts.push_back(part);
    at += length;
    begin = at;
  }
  return parts;
}

// Options are separated by marks that rarely occur in words; a separate cell for options has no other words, so commas
// and line feeds also separate them.
constexpr std::string_view kBetweenWords[] = {",", "，", ";", "；"};
constexpr std::string_view kBetweenOptions[] = {"/", "／", "、", "|", "｜"};
constexpr std::string_view kColons[] = {":", "："};
constexpr std::string_view kEqualSigns[] = {"=", "＝"};
constexpr std::string_view kBetweenCellOptions[] = {"/", "／", "、", "|", "｜", ",", "，", ";", "；", "\n"};
constexpr std::string_view kStars[] = {"*", "＊"};

/// The first of the marks, and its place.
std::pair<std::size_t, std::size_t> find_first_mark(std::string_view text, std::span<const std::string_view> marks) {
  std::pair<std::size_t, std::size_t> found{std::string_view::npos, 0};
  for (const std::string_view mark : marks) {
    const std::size_t at = text.find(mark);
    if (at < found.first) found = {at, mark.size()};
  }
  return found;
}

/// Takes `（…）` from the end of a text.
std::string take_hint(std::string_view& text) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>("（", "）"), {"(", ")"}}) {
    const std::size_t begin = text.ends_with(close) ? text.rfind(open) : std::string_view::npos;
    // A text that begins with a parenthesis is a title, such as `（代）联系人`: nothing would be left of it.
    if (begin == std::string_view::npos || begin == 0) continue;
    const std::string hint(
        without_blanks(text.substr(begin + open.size(), text.size() - begin - open.size() - close.size())));
    text = without_blanks(text.substr(0, begin));
    return hint;
  }
  return {};
}

/// Removes `- `, `1. `, `1、` and `（1）`, with which lists in other programs begin their lines.
std::string_view without_number(std::string_view line) {
  if (line.starts_with("- ")) return without_blanks(line.substr(2));
  std::size_t digits = 0;
  // More than three digits are not a line number but a year, such as 2024、….
  while (digits < line.size() && base::is_ascii_digit(line[digits])) ++digits;
  if (digits == 0 || digits > 3) return line;
  for (const std::string_view mark : {". ", "、", "．", ") ", "）"}) {
    if (line.substr(digits).starts_with(mark)) return without_blanks(line.substr(digits + mark.size()));
  }
  return line;
}

}  // namespace

FieldList::Title read_listed_title(std::string_view text) {
  const auto [at, length] = find_first_mark(text, kEqualSigns);
  if (at == std::string_view::npos) return {std::string(without_blanks(text)), {}};
  return {std::string(without_blanks(text.substr(0, at))), std::string(without_blanks(text.substr(at + length)))};
}

namespace {

class FieldListReader {
 public:
  explicit FieldListReader(diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  // Adds a heading or a field. `line` still has its indentation, which alone tells a column of a table
  // from a field.
  void add_line(std::string_view line, const Origin& place) {
    const bool is_inside = line.starts_with(' ') || line.starts_with('\t') || line.starts_with("　");
    std::string_view text = without_blanks(line);
    if (text.empty()) return;
    if (text.starts_with("##")) return add_step(read_listed_title(without_blanks(text.substr(text.rfind('#') + 1))));
    if (text.starts_with('#')) {
      list_.title = read_listed_title(without_blanks(text.substr(1)));
      return;
    }
    ListedField field;
    field.place = place;
    text = without_number(text);
    field.hint = take_hint(text);
    const auto [colon, length] = find_first_mark(text, kColons);
    std::string_view title = without_blanks(text.substr(0, colon));
    std::string_view words = colon == std::string_view::npos ? "" : without_blanks(text.substr(colon + length));
    // Remembered for the lines that follow: `随行人员：` becomes a table only if they are indented.
    if (!is_inside) opens_table_ = colon != std::string_view::npos && words.empty();
    // A limit may follow the title without a colon: `培训名称*，最多40字`.
    if (colon == std::string_view::npos) {
      if (const auto comma = find_first_mark(title, kBetweenWords); comma.first != std::string_view::npos) {
        words = title.substr(comma.first + comma.second);
        title = without_blanks(title.substr(0, comma.first));
      }
    }
    // The star may stand anywhere in the title, such as before the English: `姓名*=name`.
    for (const std::string_view star : kStars) {
      const std::size_t at = title.find(star);
      if (at == std::string_view::npos) continue;
      field.must = true;
      // `title` is a view; the text without its star needs an owner that outlives this loop.
      starless_ = std::string(title.substr(0, at)) + std::string(title.substr(at + star.size()));
      title = without_blanks(starless_);
    }
    // The hint may also stand before the colon: `参加时间（只选一项）：全程/第一天`.
    if (field.hint.empty()) field.hint = take_hint(title);
    const FieldList::Title titles = read_listed_title(title);
    field.zh = titles.zh;
    field.en = titles.en;
    for (const std::string_view word : split_words(words, kBetweenWords)) take_word(field, word);
    add(std::move(field), is_inside);
  }

  // Adds the field of one row. A column that the table lacks is an empty cell, which is a valid value for
  // all but the title.
  void add_row(const std::map<FieldColumn, std::string>& cells, const Origin& place) {
    const auto cell = [&](FieldColumn column) {
      const auto found = cells.find(column);
      return found == cells.end() ? std::string_view() : without_blanks(found->second);
    };
    ListedField field;
    field.place = place;
    std::string_view title = cell(FieldColumn::Title);
    for (const std::string_view star : kStars) {
      if (!title.ends_with(star)) continue;
      field.must = true;
      title = without_blanks(title.substr(0, title.size() - star.size()));
    }
    field.zh = title;
    field.en = cell(FieldColumn::English);
    field.hint = cell(FieldColumn::Hint);
    for (const std::string_view word : split_words(cell(FieldColumn::Type), kBetweenWords)) take_word(field, word);
    if (const std::string_view word = cell(FieldColumn::Required); says_required(word)) {
      field.must = true;
    } else if (!says_optional(word)) {
      sink_.report(messages::EngineListRequired, place, word);
    }
    const auto options = cell(FieldColumn::Options);
    for (const std::string_view option : split_words(options, kBetweenCellOptions)) field.options.emplace_back(option);
    if (const std::string_view most = cell(FieldColumn::Most); !most.empty()) {
      auto limit = listed_limit(most);
      // Most people write the number alone, `60`; `60字` is a limit by itself.
      if (!limit) limit = listed_limit("max " + std::string(most));
      if (!limit) sink_.report(messages::EngineListNumber, place, most);
      if (limit) field.most = limit->number;
    }
    // A step begins with the first row that names it; an empty cell continues the step.
    if (const std::string_view step = cell(FieldColumn::Step);
        !step.empty() && (steps_.empty() || steps_.back() != step)) {
      steps_.emplace_back(step);
      add_step(read_listed_title(step));
    }
    const std::string_view table = cell(FieldColumn::List);
    if (table.empty()) return add(std::move(field), false);
    // Rows of one list follow each other. The list itself may have had a row before them; otherwise its
    // name makes one.
    if (list_.fields.empty() || list_.fields.back().zh != table) {
      ListedField around;
      around.zh = table;
      around.type = "list";
      around.place = place;
      add(std::move(around), false);
    }
    list_.fields.back().type = "list";
    add(std::move(field), true);
  }

  /// A field with its columns.
  void add_field(ListedField field) {
    std::vector<ListedField> columns = std::move(field.columns);
    field.columns.clear();
    add(std::move(field), false);
    for (ListedField& column : columns) add(std::move(column), true);
  }

  void set_title(FieldList::Title title) { list_.title = std::move(title); }

  // `whole` is the place for the message that the list has no fields at all, which belongs to no line.
  FieldList finish(const Origin& whole, ListEnd end = ListEnd::Complete) {
    if (end == ListEnd::Open) return std::move(list_);
    // With a line already reported, such as one without a title, "empty" would only be a consequence of
    // it.
    if (list_.fields.empty() && !failed_) sink_.report(messages::EngineListEmpty, whole);
    for (const ListedField& field : list_.fields) {
      if (field.type == "list" && field.columns.empty())
        sink_.report(messages::EngineListNoColumns, field.place, field.zh);
    }
    return std::move(list_);
  }

 private:
  void add_step(FieldList::Title title) { list_.steps.push_back(std::move(title)); }

  // The common last step of both notations. Errors reported here do not stop the reading, so that all lines are checked
  // at once.
  void add(ListedField field, bool is_inside) {
    if (field.zh.empty() && field.en.empty()) {
      failed_ = true;
      sink_.report(messages::EngineListNoTitle, field.place);
      return;
    }
    // If only English titles are given, the form is in English.
    if (field.zh.empty()) field.zh = field.en;
    complete(field);
    if (!is_inside) {
      field.step = list_.steps.empty() ? 0 : list_.steps.size() - 1;
      list_.fields.push_back(std::move(field));
      return;
    }
    // `随行人员：` with indented lines below it is a table.
    if (opens_table_ && !list_.fields.empty()) list_.fields.back().type = "list";
    if (list_.fields.empty() || list_.fields.back().type != "list") {
      failed_ = true;
      sink_.report(messages::EngineListInside, field.place, field.zh);
      return;
    }
    ListedField& around = list_.fields.back();
    // A cell of a table has room for one short value; these types need their own rows or page.
    static constexpr std::array<std::string_view, 4> kNotInside{"list", "opinion", "long", "texts"};
    if (std::find(kNotInside.begin(), kNotInside.end(), field.type) != kNotInside.end() || field.several) {
      sink_.report(messages::EngineListNotInside, field.place, field.zh, around.zh);
    }
    if (around.columns.size() == kMostListColumns) {
      sink_.report(messages::EngineListTooWide, field.place, around.zh, kMostListColumns);
    }
    around.columns.push_back(std::move(field));
  }

  /// Takes facts from the label if the line does not state them. An explicit word always wins over the label:
  /// `电话：文字` is a text. The order of the tests below matters: types first, since whether choices fit depends on
  /// the type.
  void complete(ListedField& field) {
    const KnownLabel* const known = find_known_label(field.zh);
    if (known != nullptr) {
      field.name = known->name;
      field.fill = known->fill;
      if (field.en.empty()) field.en = known->en;
      if (field.type.empty() && field.options.empty()) field.type = known->type;
    } else if (field.type.empty() && field.options.empty()) {
      field.type = type_by_ending(field.zh);
    } else if (field.type.empty() && asks_yes_or_no(field.zh, field.options)) {
      field.type = "yes-no";
      field.options.clear();
    }
    if (field.type == "choice" && field.options.empty())
      sink_.report(messages::EngineListNoOptions, field.place, field.zh);
    // `选择` is only a word for people: in form.json a choice is a text with options.
    if (field.type == "choice" || (field.type.empty() && !field.options.empty())) field.type = "text";
    if (!field.options.empty() && field.type != "text") {
      const diagnostics::BilingualText type = type_in_words(field.type);
      sink_.report(messages::EngineListOptionsOf, field.place, field.zh, type.english, type.chinese);
    }
    if (field.several && field.options.empty()) sink_.report(messages::EngineListNoOptions, field.place, field.zh);
    if (field.several) field.type = "texts";
    if (field.type.empty()) field.type = "text";
    // Two equal choices would be two boxes with one value, which cannot be told apart when the form
    // returns.
    std::vector<std::string> seen;
    for (const std::string& option : field.options) {
      if (std::find(seen.begin(), seen.end(), option) != seen.end())
        sink_.report(messages::EngineListTwice, field.place, option, field.zh);
      seen.push_back(option);
    }
    check_limits(field);
  }

  /// Checks the limits of form.schema.json here, so that messages are at the line instead of at a place in the made
  /// file.
  void check_limits(const ListedField& field) {
    const std::int64_t most = field.type == "list" ? 400 : 4'000'000;
    const bool is_zero = field.most && *field.most < 1;
    const bool is_order = field.least && field.most && *field.least > *field.most;
    const bool is_large = field.most.value_or(1) > most || field.least.value_or(0) > 1'000'000;
    if (is_zero || is_order || is_large) {
      sink_.report(messages::EngineListNumber, field.place,
                   std::to_string(field.most.value_or(field.least.value_or(0))));
    }
  }

  // One word between commas. Types come before choices, since the type `yes/no` has a stroke in it, which
  // would make two choices of it.
  void take_word(ListedField& field, std::string_view word) {
    if (const std::string_view type = listed_type(word); !type.empty()) {
      if (!field.type.empty() && field.type != type)
        report_two_types(field.place, type_in_words(field.type), type_in_words(type));
      field.type = type;
    } else if (says_several(word)) {
      field.several = true;
    } else if (const auto limit = listed_limit(word)) {
      (limit->is_least ? field.least : field.most) = limit->number;
    } else if (const auto options = split_words(word, kBetweenOptions); options.size() > 1) {
      for (const std::string_view option : options) field.options.emplace_back(option);
    } else if (says_required(word)) {
      field.must = true;
    } else {
      static const std::vector<std::string_view> kWords = type_words();
      sink_.report(messages::EngineListWord, field.place, word, base::find_nearest_name(word, kWords));
    }
  }

  void report_two_types(const Origin& place, const diagnostics::BilingualText& one,
                        const diagnostics::BilingualText& other) {
    sink_.report(messages::EngineListTwoTypes, place, one.english, one.chinese, other.english, other.chinese);
  }

  diagnostics::DiagnosticSink& sink_;
  FieldList list_;
  std::vector<std::string> steps_;  // of a table, as written there
  std::string starless_;
  bool opens_table_ = false;  // the last line that is not indented ends in a colon
  bool failed_ = false;
};

/// Cells of a line of a table in Markdown, `| 姓名 | 文字 |`; the stroke at the end may be missing. A stroke
/// within a cell cannot be written: there is no escape.
std::vector<std::string_view> markdown_cells(std::string_view line) {
  line = without_blanks(line);
  line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('|', begin), line.size());
    cells.push_back(without_blanks(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return cells;
}

/// `|---|:--:|`, below the headings.
bool is_markdown_rule(const std::vector<std::string_view>& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](std::string_view cell) { return cell.find_first_not_of("-: ") == std::string_view::npos; });
}

/// The columns of a row of headings; reports unknown headings.
std::vector<std::optional<FieldColumn>> field_columns(const std::vector<std::string_view>& headings,
                                                      const Origin& place, diagnostics::DiagnosticSink& sink) {
  std::vector<std::optional<FieldColumn>> columns;
  for (const std::string_view heading : headings) {
    columns.push_back(field_column(heading));
    if (!columns.back() && !heading.empty()) sink.report(messages::EngineListHeading, place, heading);
  }
  // Without a column of titles no row can be understood, so this one message ends the reading of the table.
  if (std::find(columns.begin(), columns.end(), FieldColumn::Title) == columns.end()) {
    sink.report(messages::EngineListNoTitles, place);
    columns.clear();
  }
  return columns;
}

}  // namespace

/// Runs the same completion over fields that did not come from lines, so that a Word file and a list give
/// the same form.
FieldList complete_fields(FieldList::Title title, std::vector<ListedField> fields, diagnostics::DiagnosticSink& sink) {
  FieldListReader reader(sink);
  reader.set_title(std::move(title));
  const Origin whole = fields.empty() ? Origin{} : fields.front().place;
  for (ListedField& field : fields) reader.add_field(std::move(field));
  return reader.finish(whole);
}

bool knows_field_heading(std::string_view heading) { return field_column(heading).has_value(); }

FieldList read_field_lines(diagnostics::SourceId source, std::string_view text, ListEnd list_end,
                           diagnostics::DiagnosticSink& sink) {
  FieldListReader reader(sink);
  // The headings of a table in Markdown, once they were met. A second table further down must have the same
  // columns.
  std::vector<std::optional<FieldColumn>> columns;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (begin == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    const std::string_view shown = without_blanks(line);
    // Places are counted in bytes of the source, without the blanks around the text, so that messages
    // underline the words.
    const auto at = static_cast<std::uint32_t>(begin + (shown.empty() ? 0 : line.find(shown)));
    const Origin place{Span{source, at, static_cast<std::uint32_t>(at + shown.size())}, {}};
    if (!shown.starts_with('|')) {
      reader.add_line(line, place);
    } else if (const auto cells = markdown_cells(shown); columns.empty()) {
      columns = field_columns(cells, place, sink);
      if (columns.empty()) return {};
    } else if (!is_markdown_rule(cells)) {
      std::map<FieldColumn, std::string> row;
      for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) {
        if (columns[i]) row[*columns[i]] = cells[i];
      }
      reader.add_row(row, place);
    }
    begin = end + 1;
  }
  return reader.finish({Span{source, 0, 0}, {}}, list_end);
}

// `HeadedTable` has already skipped the rows above the headings: the first row here has the
// headings.
FieldList read_field_table(data::TableSource& rows, diagnostics::DiagnosticSink& sink) {
  FieldListReader reader(sink);
  std::vector<std::optional<FieldColumn>> columns;
  Origin place{Span{rows.source(), 0, 0}, {}};
  while (const auto row = rows.next_row(sink)) {
    place = {row->place, {}};
    if (columns.empty()) {
      std::vector<std::string_view> headings;
      for (const data::TableCell& cell : row->cells) headings.push_back(without_blanks(cell.text));
      columns = field_columns(headings, place, sink);
      if (columns.empty()) return {};
      continue;
    }
    std::map<FieldColumn, std::string> cells;
    for (std::size_t i = 0; i < std::min(row->cells.size(), columns.size()); ++i) {
      const data::TableCell& cell = row->cells[i];
      // `shown` is the text that people see in the workbook: 007 for a cell with the number 7.
      if (columns[i]) cells[*columns[i]] = cell.shown.empty() ? cell.text : cell.shown;
    }
    reader.add_row(cells, place);
  }
  return reader.finish(place);
}

}  // namespace gongwen::engine
