#include "engine/kinds/detail/form/form_draft.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/kinds/detail/form/form_file.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace gongwen::engine {
// From fields to a form.json, in three steps:
//   1. draft_of_list() names the fields (`姓名` → `/name`), describes them and determines the shape of each on
//      paper.
//   2. lay_out() puts fields into lines: short ones side by side, everything else alone. All lines of a
//      table share one grid of columns, as tables of CSS have it. The grid is even (a label, values, a
//      label, values) unless a list with many columns would be too narrow in it; then the grid has the
//      columns of that list.
//   3. text() writes one line per field and row, so that people can edit the file and see differences of
//      versions.
// Widths are in mm for type of 12 pt on A4 with margins of 25 mm, that is 160 mm in all.
namespace {

using base::Json;

/// Limits used if a list of fields states none.
constexpr std::int64_t kDraftText = 100;  // characters
constexpr std::int64_t kDraftPerson = 40;
constexpr std::int64_t kColumnText = 60;
constexpr std::int64_t kRowsOfList = 8;
constexpr std::size_t kShortChoices = 12;  // characters of all choices beside another field

constexpr double kLabelWidth = 26;   // mm
constexpr double kSheetColumn = 31;  // mm; has room for a day
// Cells of a sheet show one line each, so its columns are wider than those of the page.
constexpr double kSheetScale = 1.3;  // of columns made for a list; the sheet is printed as wide as the page
constexpr double kHalfWidth = 80;    // of a page with margins of 25 mm
// pt; about six lines of 18 pt.
constexpr std::int64_t kDraftLongHeight = 110;

/// `{"a":1,"b":[1,2]}` with a blank after each colon and comma. base::Json writes without blanks; form.json is edited
/// by people.
std::string with_blanks(std::string_view json) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    out += c;
    // The character after a backslash belongs to it: `\"` does not end the text.
    if (in_text && c == '\\') {
      out += json[++i];
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == ':' || c == ',')) {
      out += ' ';
    }
  }
  return out;
}

std::string json_line(const Json& json) { return with_blanks(json.text()); }

/// Lines at a depth, with commas between them.
void append_json_lines(std::string& out, const std::vector<std::string>& lines, std::string_view indent) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out.append(i == 0 ? "\n" : ",\n").append(indent).append(lines[i]);
  }
}

std::vector<std::string> json_lines(const std::vector<Json>& items) {
  std::vector<std::string> lines;
  for (const Json& item : items) lines.push_back(json_line(item));
  return lines;
}

std::string width_text(double number) { return fmt::format("{:g}", number); }

/// The number of columns of a grid in which all lists have room: a label and its value each take half of it.
std::size_t grid_columns(const std::vector<DraftField>& fields) {
  std::size_t most = 0;
  for (const DraftField& list : fields) {
    if (list.shape != DraftShape::List) continue;
    const auto count = std::count_if(fields.begin(), fields.end(), [&](const DraftField& one) {
      return one.pointer.starts_with(list.pointer + "/*/");
    });
    most = std::max(most, static_cast<std::size_t>(count));
  }
  // An even grid has a multiple of two columns: both halves have a label and the same number of columns.
  return most <= 4 ? 4 : most <= 6 ? 6 : 8;
}

std::vector<const DraftField*> members_of(const DraftField& list, const std::vector<DraftField>& fields) {
  std::vector<const DraftField*> members;
  for (const DraftField& one : fields) {
    if (one.pointer.starts_with(list.pointer + "/*/")) members.push_back(&one);
  }
  return members;
}

// 12 pt are 4.23 mm.
constexpr double kCharacterWidth = 4.3;  // mm; of a Chinese character of 12 pt
constexpr double kCellPaddings = 4;      // mm; of both sides
constexpr double kLeastColumn = 14;      // mm

double characters_width(double characters) { return characters * kCharacterWidth + kCellPaddings; }

/// The width in which the value of a list member takes one line, or a text takes few.
double wanted_width(const DraftField& member) {
  // A choice of type text has no entry: its widest option, below, or its limit determines the width. In characters;
  // letters and digits are half as wide as Chinese characters.
  static constexpr std::pair<std::string_view, double> kByType[] = {
      {"date", 7.5},     {"month", 5.5},   {"number", 3},       {"phone", 6},        {"email", 11},
      {"postcode", 3.5}, {"id-card", 9.5}, {"credit-code", 10}, {"person", 4},       {"name", 8},
      {"yes-no", 5},     {"long", 12},     {"url", 12},         {"organisation", 10}};
  const base::JsonView made = member.description.view();
  const std::string type = made.text_of("type");
  double characters = 0;
  for (const auto& [name, width] : kByType) {
    if (type == name) characters = width;
  }
  if (const auto options = made.find("options"); options && options->is_list()) {
    for (std::size_t i = 0; i < options->size(); ++i) {
      const base::JsonView option = options->at(i);
      if (option.is_text()) {
        // One more than the words, for the mark of the list or box.
        characters = std::max(characters, static_cast<double>(base::count_code_points(option.text())) + 1);
      }
    }
    // An option of a sentence wraps, rather than making the column as wide as the page.
    characters = std::min(characters, 10.0);
  }
  if (characters == 0) {
    const auto most = made.find("max");
    const double longest = most ? static_cast<double>(most->number().value_or(kColumnText)) : kColumnText;
    characters = std::clamp(longest, 2.0, 8.0);
  }
  return std::max(kLeastColumn, characters_width(characters));
}

/// Whether a text of the member can continue on a second line.
bool may_wrap(const DraftField& member) {
  const base::JsonView made = member.description.view();
  const std::string type = made.text_of("type");
  const bool is_text = type.empty() || type == "text" || type == "organisation" || type == "name" || type == "long";
  return is_text && !made.find("options");
}

/// The minimum width of a member in mm: texts wrap, days are written in smaller type or wrap after the year; choices
/// and telephone numbers do neither.
double needed_width(const DraftField& member) {
  const double wanted = wanted_width(member);
  // Three characters and a half: narrower columns break Chinese after every second character.
  if (may_wrap(member)) return std::min(wanted, characters_width(3.5));
  const base::JsonView made = member.description.view();
  const bool is_whole = made.find("options") || made.text_of("type") == "phone";
  return is_whole ? wanted : std::max(kLeastColumn, wanted * 0.8);
}

/// The columns of a list with a separate table, in mm, 160 in all except for rounding:
/// - room left over (wanted ≤ 160) goes to texts in proportion to their wish, or to all if there are no
///   texts;
/// - too little room (needed < 160 < wanted) shortens all towards their need by the same fraction;
/// - not even the need has room: texts, which wrap, share what the others leave; where that is less than two
///   characters for each, all are scaled down alike.
std::vector<double> list_widths(const std::vector<const DraftField*>& members) {
  constexpr double kAll = 2 * kHalfWidth;
  double wanted = 0;
  double needed = 0;
  double of_texts = 0;
  double needed_texts = 0;
  for (const DraftField* const one : members) {
    wanted += wanted_width(*one);
    needed += needed_width(*one);
    if (may_wrap(*one)) of_texts += wanted_width(*one);
    if (may_wrap(*one)) needed_texts += needed_width(*one);
  }
  constexpr double kLeastShare = 0.66;  // of the room that a text needs
  const double share = needed_texts > 0 ? (kAll - needed + needed_texts) / needed_texts : 0;
  std::vector<double> widths;
  for (const DraftField* const one : members) {
    const double want = wanted_width(*one);
    const double need = needed_width(*one);
    double width = want * kAll / wanted;
    if (wanted <= kAll && of_texts > 0) {
      width = may_wrap(*one) ? want + want / of_texts * (kAll - wanted) : want;
    } else if (wanted > kAll) {
      if (needed < kAll)
        width = need + (want - need) * (kAll - needed) / (wanted - needed);
      else if (share >= kLeastShare)
        width = may_wrap(*one) ? need * share : need;
      else
        width = need * kAll / needed;
    }
    // Whole millimetres: the file is read and edited by people.
    widths.push_back(std::round(width));
  }
  return widths;
}

/// The columns that all rows of a table share. Labels have one column each: the first one and, if two fields stand side
/// by side, that of the second field.
struct DraftGrid {
  std::vector<double> columns;   // mm
  std::size_t second_label = 0;  // 0: fields stand one below the other
};

DraftGrid even_grid(std::size_t width) {
  DraftGrid grid{{}, width / 2};
  for (std::size_t i = 0; i < width; ++i) {
    const bool is_label = i % (width / 2) == 0;
    // The columns after a label share the rest of its half evenly.
    grid.columns.push_back(is_label ? kLabelWidth : (kHalfWidth - kLabelWidth) / static_cast<double>(width / 2 - 1));
  }
  return grid;
}

/// The number of columns of an even grid that each member of a list takes; the last members get the remaining columns.
std::vector<std::size_t> even_spans(std::size_t count, std::size_t width) {
  std::vector<std::size_t> spans;
  for (std::size_t i = 0; i < count; ++i) {
    // If the division leaves a remainder, the last `width % count` members get one more column. More members than
    // columns have one each; the caller then finds that the grid is too narrow.
    spans.push_back(count > width ? 1 : width / count + (count - i <= width % count ? 1 : 0));
  }
  return spans;
}

/// Whether the columns of an even grid are too narrow for a list that shares it: at least one member
/// would have less than needed_width().
bool needs_own_columns(const DraftField& list, const std::vector<DraftField>& fields) {
  const std::vector<const DraftField*> members = members_of(list, fields);
  const DraftGrid grid = even_grid(grid_columns(fields));
  std::size_t column = 0;
  const std::vector<std::size_t> spans = even_spans(members.size(), grid.columns.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    double given = 0;
    for (const std::size_t end = column + spans[i]; column < end && column < grid.columns.size(); ++column) {
      given += grid.columns[column];
    }
    if (given < needed_width(*members[i])) return true;
  }
  return false;
}

/// A grid with the columns of a list. The first label takes its first column, or a part of it, and the second label one
/// near the middle of the page.
DraftGrid grid_of_list(const std::vector<const DraftField*>& members) {
  constexpr double kLeastLabel = 20;
  constexpr double kMostLabel = 36;
  // The label is the first column of the list if that is between 20 and 36 mm; a narrower one takes from
  // the widest column, a wider one is split so that the label does not stretch over half the page.
  std::vector<double> columns = list_widths(members);
  if (columns.front() < kLeastLabel) {
    *std::max_element(columns.begin(), columns.end()) -= kLeastLabel - columns.front();
    columns.front() = kLeastLabel;
  }
  const auto split = [&columns](std::size_t at) {
    if (columns[at] <= kMostLabel) return;
    columns.insert(columns.begin() + static_cast<std::ptrdiff_t>(at) + 1, columns[at] - kLabelWidth);
    columns[at] = kLabelWidth;
  };
  split(0);
  std::size_t second = 0;
  double nearest = kHalfWidth / 2;
  // `left` is the left edge of column i in mm. The second label begins at the edge nearest to the middle, at most a
  // quarter of the page away from it; otherwise fields stand one below the other (second = 0).
  double left = columns.front();
  for (std::size_t i = 1; i < columns.size(); left += columns[i++]) {
    // A label needs a column with a value to its right: the rest of its own column, once split, or the next
    // one.
    const bool has_value_behind = columns[i] > kMostLabel || i + 1 < columns.size();
    const double distance = std::abs(left - kHalfWidth);
    if (i < 2 || columns[i] < kLeastLabel || !has_value_behind || distance >= nearest) continue;
    nearest = distance;
    second = i;
  }
  if (second > 0) split(second);
  return {columns, second};
}

/// The number of columns that each member takes in a grid made for this list or for another one. Walks over the wanted
/// right edges of the members and the columns together; each member gets at least one column, and enough columns are
/// left for those that follow.
std::vector<std::size_t> spans_in_grid(const std::vector<const DraftField*>& members, const DraftGrid& grid) {
  const std::vector<double> widths = list_widths(members);
  std::vector<std::size_t> spans;
  std::size_t column = 0;
  double wanted = 0;
  double given = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    wanted += widths[i];
    const std::size_t begin = column;
    const std::size_t most = grid.columns.size() - std::min(grid.columns.size(), members.size() - i - 1);
    // A column belongs to the member in which its middle lies.
    while (column < most && (column == begin || given + grid.columns[column] / 2 < wanted)) {
      given += grid.columns[column++];
    }
    // The last member takes the rest, so that the spans always add up to the grid.
    if (i + 1 == members.size()) column = grid.columns.size();
    spans.push_back(std::max<std::size_t>(column - begin, 1));
  }
  return spans;
}

/// A row of a list: its members side by side.
Json draft_list_row(const DraftField& list, const std::vector<const DraftField*>& members,
                    const std::vector<std::size_t>& spans) {
  Json row = Json::object();
  row.set("list", list.pointer);
  if (members.empty()) return row;
  Json columns = Json::list();
  // `/jobs/*/from` → `from`: columns name members by the part after the list.
  const std::size_t around = list.pointer.size() + std::string_view("/*/").size();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string_view name = std::string_view(members[i]->pointer).substr(around);
    columns.add(std::move(Json::object().set("of", name).set("span", spans[i])));
  }
  row.set("columns", std::move(columns));
  return row;
}

}  // namespace

Json draft_words(std::string_view zh, std::string_view en) {
  Json words = Json::object();
  words.set("zh", zh.empty() ? en : zh).set("en", en.empty() ? zh : en);
  return words;
}

namespace {

using DraftPlaces = std::map<std::string, DraftPlace, std::less<>>;

/// A row of cells. Each label has a column; the values share the rest. `spans` is written only where the
/// reader (FormPaper::spans_of) would not find the same widths by itself.
Json draft_cells(const std::vector<std::string>& pointers, const DraftGrid& grid) {
  Json row = Json::object();
  row.set("cells", Json::list_of(pointers));
  const std::size_t count = pointers.size();
  const std::size_t width = grid.columns.size();
  const bool are_even = 2 * count == width && (count != 2 || grid.second_label == 2);
  if (count == 1 || are_even) return row;
  Json spans = Json::list();
  const std::size_t each = count == 2 ? grid.second_label - 1 : (width - count) / count;
  for (std::size_t i = 0; i < count; ++i) spans.add(i + 1 < count ? each : width - count - each * (count - 1));
  row.set("spans", std::move(spans));
  return row;
}

// Members of lists stand in the row of their list, signatures in a separate table.
bool stands_in_row(const DraftField& field) {
  return field.shape != DraftShape::Group && field.shape != DraftShape::Signatures &&
         field.pointer.find("/*/") == std::string::npos;
}

/// Whether two fields stand side by side: if they do in the workbook, or if both are short and it has neither.
bool are_beside(const DraftField& one, const DraftField& other, const DraftPlaces& places) {
  const auto first = places.find(one.pointer);
  const auto second = places.find(other.pointer);
  if (first == places.end() || second == places.end()) {
    return places.empty() && one.shape == DraftShape::Short && other.shape == DraftShape::Short;
  }
  return first->second.sheet == second->second.sheet && first->second.row == second->second.row;
}

}  // namespace

void FormDraft::add_table(std::string_view sheet, const std::vector<const DraftField*>& on_it,
                          const DraftPlaces& places) {
  // Beyond four fields in a row the labels take more room than the values.
  constexpr std::size_t kMostBeside = 4;
  const DraftField* wide = nullptr;  // of the lists for which an even grid is too narrow, the one with most columns
  for (const DraftField* const field : on_it) {
    if (field->shape != DraftShape::List || !needs_own_columns(*field, fields)) continue;
    if (wide == nullptr || members_of(*wide, fields).size() < members_of(*field, fields).size()) wide = field;
  }
  DraftGrid grid = wide == nullptr ? even_grid(grid_columns(fields)) : grid_of_list(members_of(*wide, fields));
  // With places from a workbook, more fields may stand side by side than in a form made from a list.
  const std::size_t most = grid.second_label == 0 ? 1 : places.empty() || wide != nullptr ? 2 : kMostBeside;
  std::vector<std::vector<const DraftField*>> lines;
  for (const DraftField* const field : on_it) {
    const bool is_cell = field->shape == DraftShape::Short || field->shape == DraftShape::Wide;
    const DraftField* const before = lines.empty() ? nullptr : lines.back().back();
    const bool follows = before != nullptr && lines.back().size() < most && is_cell &&
                         (before->shape == DraftShape::Short || before->shape == DraftShape::Wide) &&
                         are_beside(*before, *field, places);
    if (!follows) lines.emplace_back();
    lines.back().push_back(field);
  }
  // A row of four fields needs eight columns at least: a label and a value each.
  std::size_t width = grid.columns.size();
  for (const auto& line : lines) width = std::max(width, 2 * line.size());
  if (wide == nullptr) grid = even_grid(width);
  DraftTable table{std::string(sheet), grid.columns, {}};
  if (wide != nullptr) {
    // The sheet gets the same grid, wider: cells of a sheet show one line each.
    for (const double column : grid.columns) table.sheet_columns.push_back(std::round(column * kSheetScale));
  }
  for (const auto& line : lines) {
    // All fields of a line are Short or Wide if there is more than one, so the first one determines the kind of
    // row.
    const DraftField& field = *line.front();
    const std::vector<const DraftField*> members = members_of(field, fields);
    Json row = Json::object();
    switch (field.shape) {
      case DraftShape::Short:
      case DraftShape::Wide: {
        std::vector<std::string> pointers;
        for (const DraftField* const one : line) pointers.push_back(one->pointer);
        row = draft_cells(pointers, grid);
        break;
      }
      case DraftShape::Long:
        row.set("beside", field.pointer).set("height", kDraftLongHeight).set("sheet_height", kDraftLongHeight);
        break;
      case DraftShape::Texts: row.set("texts", field.pointer); break;
      case DraftShape::List:
        row = draft_list_row(field, members,
                             wide == nullptr ? even_spans(members.size(), width) : spans_in_grid(members, grid));
        break;
      case DraftShape::Opinion: row.set("opinion", field.pointer).set("sheet_height", kDraftLongHeight); break;
      case DraftShape::Signatures:
      case DraftShape::Group: continue;
    }
    table.rows.push_back(std::move(row));
  }
  if (!table.rows.empty()) tables.push_back(std::move(table));
}

/// Signatures have a table of two columns.
void FormDraft::add_signatures(std::string_view sheet) {
  for (const DraftField& field : fields) {
    if (field.shape != DraftShape::Signatures) continue;
    Json heads = Json::object();
    Json row = Json::object();
    heads.set("heads", std::move(Json::list().add(field.pointer)));
    row.set("signatures", std::move(Json::list().add(field.pointer)));
    // 40 mm for the level, such as 处长, the rest for name and day.
    DraftTable own{std::string(sheet) + std::to_string(tables.size() + 1), {40, 2 * kHalfWidth - 40}, {}};
    own.rows.push_back(std::move(heads));
    own.rows.push_back(std::move(row));
    // The heading stands over both columns.
    tables.push_back(std::move(own));
  }
}

void FormDraft::lay_out(std::string_view sheet) {
  std::vector<const DraftField*> all;
  for (const DraftField& field : fields) {
    if (stands_in_row(field)) all.push_back(&field);
  }
  add_table(sheet, all, {});
  add_signatures(sheet);
}

void FormDraft::lay_out(const std::vector<std::string>& sheets, const DraftPlaces& places) {
  // Fields without a place go to an additional table after all sheets, `+`: the author has to decide where they
  // belong.
  std::vector<std::vector<const DraftField*>> on_sheets(sheets.size() + 1);
  for (const DraftField& field : fields) {
    if (!stands_in_row(field)) continue;
    const auto place = places.find(field.pointer);
    on_sheets[place == places.end() ? sheets.size() : std::min(place->second.sheet, sheets.size())].push_back(&field);
  }
  for (std::size_t i = 0; i < on_sheets.size(); ++i) {
    const auto before = [&places](const DraftField* one, const DraftField* other) {
      const auto first = places.find(one->pointer);
      const auto second = places.find(other->pointer);
      if (first == places.end() || second == places.end()) return false;
      return first->second < second->second;
    };
    // Stable, so that fields without a place stay where the bundle declares them.
    if (i < sheets.size()) std::stable_sort(on_sheets[i].begin(), on_sheets[i].end(), before);
    add_table(i < sheets.size() ? sheets[i] : "+", on_sheets[i], places);
  }
  add_signatures(sheets.empty() ? std::string_view("+") : std::string_view(sheets.front()));
}

std::string FormDraft::text() const {
  std::string out = "{\n  \"form\": 1";
  for (const auto& [name, value] : head) out += fmt::format(",\n  \"{}\": {}", name, json_line(value));
  out += ",\n  \"fields\": {";
  std::vector<std::string> lines;
  for (const DraftField& field : fields)
    lines.push_back(fmt::format("\"{}\": {}", field.pointer, json_line(field.description)));
  append_json_lines(out, lines, "    ");
  out += "\n  },\n  \"paper\": [";
  lines.clear();
  for (const DraftTable& table : tables) {
    std::string columns;
    std::string sheet_columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string_view between = i == 0 ? "" : ", ";
      // `null` is the column that takes the rest of the width: rounded widths need not add up to the type
      // area.
      columns.append(between).append(i + 1 == table.columns.size() ? "null" : width_text(table.columns[i]));
      const bool is_own = i < table.sheet_columns.size();
      // A sheet has no such column, since its width is the sum of its columns. 31 mm: a day written as
      // 2024年12月31日 fits.
      sheet_columns.append(between).append(
          width_text(is_own ? table.sheet_columns[i] : std::max(table.columns[i], kSheetColumn)));
    }
    std::string one =
        fmt::format("{{\"sheet\": {}, \"columns\": [{}], \"sheet_columns\": [{}], \"height\": 30, \"rows\": [",
                    base::json_string(table.sheet), columns, sheet_columns);
    append_json_lines(one, json_lines(table.rows), "      ");
    lines.push_back(one + "]}");
  }
  append_json_lines(out, lines, "    ");
  out += "]";
  if (web.size() > 0 || !steps.empty()) {
    // `{"a": 1}` → `"a": 1`, since steps are written into the same object.
    std::string members = web.size() > 0 ? json_line(web) : std::string("{}");
    members = members.substr(1, members.size() - 2);
    out += ",\n  \"web\": {";
    if (!members.empty()) out += "\n    " + members;
    if (!steps.empty()) {
      out += std::string(members.empty() ? "" : ",") + "\n    \"steps\": [";
      append_json_lines(out, json_lines(steps), "      ");
      out += "]";
    }
    out += "\n  }";
  }
  if (!rules.empty()) {
    out += ",\n  \"rules\": [";
    append_json_lines(out, json_lines(rules), "    ");
    out += "]";
  }
  return out + "\n}\n";
}

namespace {

/// Names of the language of templates (is_taken_name) cannot be looked up in the data; `left_out` is the
/// member that names rows not printed (form_schema.cpp).
std::string usable_name(std::string name) { return is_taken_name(name) || name == "left_out" ? name + "_1" : name; }

/// Names for the fields of one object, each used once: a second `/org` becomes `/org_2`. A title without
/// Latin letters, such as 备注栏, becomes `field_1`.
class FieldNames {
 public:
  std::string take(const ListedField& field) {
    std::string wanted = field.name.empty() ? name_of_title(field.en) : usable_name(field.name);
    if (wanted.empty()) wanted = fmt::format("field_{}", ++unnamed_);
    std::string name = wanted;
    for (int i = 2; !taken_.insert(name).second; ++i) name = fmt::format("{}_{}", wanted, i);
    return name;
  }

 private:
  std::set<std::string, std::less<>> taken_;
  int unnamed_ = 0;
};

/// A title as the name of a sheet, without the characters that workbooks forbid; cut, since names have at
/// most 31 characters and lay_out() appends a number.
std::string sheet_name(std::string_view title) {
  std::string name;
  for (const char c : title) {
    if (std::string_view(":\\/?*[]'").find(c) == std::string_view::npos) name += c;
  }
  constexpr std::size_t kMostSheetName = 20;
  return std::string(base::first_code_points(name, kMostSheetName));
}

DraftShape shape_of_listed(const ListedField& field) {
  if (field.type == "list") return DraftShape::List;
  if (field.type == "long") return DraftShape::Long;
  if (field.type == "opinion") return DraftShape::Opinion;
  // Boxes that may be ticked together get a line of their own, even if they are few.
  if (field.several) return DraftShape::Wide;
  if (field.type == "texts") return DraftShape::Texts;
  // Two characters for the box and the space of each choice.
  std::size_t characters = 0;
  for (const std::string& option : field.options) characters += base::count_code_points(option) + 2;
  if (!field.options.empty()) return characters <= kShortChoices ? DraftShape::Short : DraftShape::Wide;
  if (field.type == "text" || field.type == "name" || field.type == "organisation") {
    // Thirty characters fit into half a line in two lines of type.
    return field.most.value_or(kDraftText) <= 30 ? DraftShape::Short : DraftShape::Wide;
  }
  return DraftShape::Short;
}

// Members are set in the order in which people write them: type, must, limits, titles, options, hint.
Json describe_listed(const ListedField& field, bool in_list) {
  Json made = Json::object();
  if (field.type != "text" && field.type != "list") made.set("type", field.type);
  if (field.must && field.type != "list") made.set("must", true);
  if (field.type == "list") {
    // A list whose title has a star has at least one row; `必填` of its columns applies to each row.
    const std::int64_t least = field.least.value_or(field.must ? 1 : 0);
    made.set("rows", std::move(Json::list().add(least).add(std::max(least, field.most.value_or(kRowsOfList)))));
  } else if (field.type == "texts") {
    // The limit of several choices follows from the options.
    if (!field.several)
      made.set("rows", std::move(Json::list().add(field.least.value_or(0)).add(field.most.value_or(kRowsOfList))));
    if (!field.several) made.set("max", kDraftText);
  } else if (field.type == "number") {
    // A limit of a number is its value, that of a text its length: both are called min and max in
    // form.json.
    if (field.least) made.set("min", *field.least);
    if (field.most) made.set("max", *field.most);
  } else if (field.options.empty()) {
    if (field.least) made.set("min", *field.least);
    const bool is_text = field.type == "text" || field.type == "name" || field.type == "organisation";
    if (field.most) {
      made.set("max", *field.most);
    } else if (field.type == "person") {
      made.set("max", kDraftPerson);
    } else if (is_text) {
      made.set("max", in_list ? kColumnText : kDraftText);
    }
  }
  made.set("title", draft_words(field.zh, field.en));
  if (!field.print.empty()) made.set("print", field.print);
  if (!field.sign.empty()) made.set("sign", field.sign);
  if (!field.seal) made.set("seal", false);
  if (!field.options.empty()) made.set("options", Json::list_of(field.options));
  if (field.several) made.set("many", true);
  if (!field.hint.empty()) made.set("hint", draft_words(field.hint, {}));
  // HTML completes one field of the page, not each row of a list.
  if (!field.fill.empty() && !in_list) made.set("fill", field.fill);
  // The example of the format phone-cn is an office number, which a field for mobile numbers must not
  // show.
  if (field.type == "phone" && field.zh.find("手机") != std::string::npos) made.set("example", "13800000000");
  if (!field.example.empty()) made.set("example", field.example);
  return made;
}

}  // namespace

// Letters and digits of ASCII are kept, everything else becomes one underscore; names may not begin with
// a digit, since expressions of templates name the fields directly.
std::string name_of_title(std::string_view title) {
  std::string name;
  for (const char c : title) {
    if (base::is_ascii_alpha(c) || (!name.empty() && base::is_ascii_digit(c))) {
      name += base::to_ascii_lower(c);
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  constexpr std::size_t kMostName = 40;
  name.resize(std::min(name.size(), kMostName));
  while (name.ends_with('_')) name.pop_back();
  return usable_name(std::move(name));
}

std::size_t count_untranslated(const FieldList& list) {
  std::size_t count = list.title.en.empty() ? 1 : 0;
  const auto add = [&count](const ListedField& field) {
    count += field.en.empty() ? 1 : 0;
  };
  for (const ListedField& field : list.fields) {
    add(field);
    for (const ListedField& column : field.columns) add(column);
  }
  for (const FieldList::Title& step : list.steps) count += step.en.empty() ? 1 : 0;
  return count;
}

std::vector<ListedPointer> pointers_of_list(const FieldList& list) {
  std::vector<ListedPointer> pointers;
  FieldNames names;
  for (const ListedField& field : list.fields) {
    ListedPointer& own = pointers.emplace_back(ListedPointer{"/" + names.take(field), {}});
    FieldNames inner;
    for (const ListedField& column : field.columns) own.columns.push_back(inner.take(column));
  }
  return pointers;
}

FormDraft draft_of_list(const FieldList& list, const std::string& name) {
  FormDraft draft;
  const std::string zh = list.title.zh.empty() ? name : list.title.zh;
  draft.head.emplace_back("kind", name);
  draft.head.emplace_back("version", "1.0");
  draft.head.emplace_back("title", draft_words(zh, list.title.en));
  draft.head.emplace_back("source", draft_words(texts::EngineOwnSource.in(diagnostics::Language::Chinese),
                                                texts::EngineOwnSource.in(diagnostics::Language::English)));
  const std::vector<ListedPointer> pointers = pointers_of_list(list);
  std::string_view by;
  std::vector<Json> steps_fields;
  // As many lists of pointers as steps; a form without steps has one, which has all fields.
  while (steps_fields.size() < std::max<std::size_t>(1, list.steps.size())) steps_fields.push_back(Json::list());
  for (std::size_t i = 0; i < list.fields.size(); ++i) {
    const ListedField& field = list.fields[i];
    const std::string& pointer = pointers[i].pointer;
    draft.fields.push_back({pointer, shape_of_listed(field), describe_listed(field, false)});
    steps_fields[field.step].add(pointer);
    for (std::size_t column = 0; column < field.columns.size(); ++column) {
      draft.fields.push_back({pointer + "/*/" + pointers[i].columns[column], DraftShape::Short,
                              describe_listed(field.columns[column], true)});
    }
  }
  // The first person or organisation names the file of a returned form, so that an office can tell the
  // files apart.
  for (const DraftField& field : draft.fields) {
    const std::string type = field.description.view().text_of("type");
    const bool is_in_list = field.pointer.find("/*/") != std::string::npos;
    if (by.empty() && !is_in_list && (type == "person" || type == "name")) by = field.pointer;
  }
  if (!by.empty()) draft.head.emplace_back("file_name", std::move(Json::object().set("by", by)));
  Json word = Json::object();
  if (!list.printed.empty()) word.set("printed", Json::list_of(list.printed));
  if (!list.lines.empty()) word.set("lines", Json::list_of(list.lines));
  if (word.size() > 0) draft.head.emplace_back("word", std::move(word));
  draft.lay_out(sheet_name(zh));
  for (std::size_t i = 0; i < steps_fields.size(); ++i) {
    // A step without fields would be an empty page on the web.
    if (steps_fields[i].size() == 0) continue;
    const FieldList::Title title = list.steps.empty() ? FieldList::Title{zh, list.title.en} : list.steps[i];
    Json step = Json::object();
    draft.steps.push_back(
        std::move(step.set("title", draft_words(title.zh, title.en)).set("fields", std::move(steps_fields[i]))));
  }
  return draft;
}

}  // namespace gongwen::engine
