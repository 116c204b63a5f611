#include "engine/kinds/detail/form/form_draft.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/kinds/detail/form/form_file.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

using base::Json;

/// Limits that a list of fields does not state.
constexpr std::int64_t kDraftText = 100;  // characters
constexpr std::int64_t kDraftPerson = 40;
constexpr std::int64_t kColumnText = 60;
constexpr std::int64_t kRowsOfList = 8;
constexpr std::size_t kShortChoices = 12;  // characters of all choices that stand beside another field

constexpr double kLabelWidth = 26;   // mm
constexpr double kSheetColumn = 31;  // mm; a day has room in it
constexpr double kHalfWidth = 80;    // of a page with margins of 25 mm
constexpr std::int64_t kDraftLongHeight = 110;

/// `{"a":1,"b":[1,2]}` with a blank behind each colon and comma.
std::string with_blanks(std::string_view json) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    out += c;
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

/// The number of columns of a grid in which all lists find room: a label and its value each take half of it.
std::size_t grid_columns(const std::vector<DraftField>& fields) {
  std::size_t most = 0;
  for (const DraftField& list : fields) {
    if (list.shape != DraftShape::List) continue;
    const auto count = std::count_if(fields.begin(), fields.end(), [&](const DraftField& one) {
      return one.pointer.starts_with(list.pointer + "/*/");
    });
    most = std::max(most, static_cast<std::size_t>(count));
  }
  return most <= 4 ? 4 : most <= 6 ? 6 : 8;
}

/// A row of a list: its members side by side, those that come last have the columns that are left.
Json draft_list_row(const DraftField& list, const std::vector<DraftField>& fields, std::size_t width) {
  Json row = Json::object();
  row.set("list", list.pointer);
  const std::string around = list.pointer + "/*/";
  std::vector<std::string_view> members;
  for (const DraftField& one : fields) {
    if (one.pointer.starts_with(around)) members.push_back(std::string_view(one.pointer).substr(around.size()));
  }
  if (!members.empty()) {
    Json columns = Json::list();
    const std::size_t count = members.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t span = count > width ? 1 : width / count + (count - i <= width % count ? 1 : 0);
      columns.add(std::move(Json::object().set("of", members[i]).set("span", span)));
    }
    row.set("columns", std::move(columns));
  }
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

/// A row of cells. Each label has a column; the values share the rest.
Json draft_cells(const std::vector<std::string>& pointers, std::size_t width) {
  Json row = Json::object();
  row.set("cells", Json::list_of(pointers));
  const std::size_t count = pointers.size();
  if (count == 1 || 2 * count == width) return row;
  Json spans = Json::list();
  const std::size_t each = (width - count) / count;
  for (std::size_t i = 0; i < count; ++i) spans.add(i + 1 < count ? each : width - count - each * (count - 1));
  row.set("spans", std::move(spans));
  return row;
}

bool stands_in_row(const DraftField& field) {
  return field.shape != DraftShape::Group && field.shape != DraftShape::Signatures &&
         field.pointer.find("/*/") == std::string::npos;
}

/// Whether two fields stand side by side: where the workbook has them so, or if both are short and it has neither.
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
  constexpr std::size_t kMostBeside = 4;
  std::vector<std::vector<const DraftField*>> lines;
  for (const DraftField* const field : on_it) {
    const bool is_cell = field->shape == DraftShape::Short || field->shape == DraftShape::Wide;
    const std::size_t most = places.empty() ? 2 : kMostBeside;
    const DraftField* const before = lines.empty() ? nullptr : lines.back().back();
    const bool follows = before != nullptr && lines.back().size() < most && is_cell &&
                         (before->shape == DraftShape::Short || before->shape == DraftShape::Wide) &&
                         are_beside(*before, *field, places);
    if (!follows) lines.emplace_back();
    lines.back().push_back(field);
  }
  std::size_t width = grid_columns(fields);
  for (const auto& line : lines) width = std::max(width, 2 * line.size());
  DraftTable table{std::string(sheet), {}, {}};
  for (std::size_t i = 0; i < width; ++i) {
    const bool is_label = i % (width / 2) == 0;
    table.columns.push_back(is_label ? kLabelWidth : (kHalfWidth - kLabelWidth) / static_cast<double>(width / 2 - 1));
  }
  for (const auto& line : lines) {
    const DraftField& field = *line.front();
    Json row = Json::object();
    switch (field.shape) {
      case DraftShape::Short:
      case DraftShape::Wide: {
        std::vector<std::string> pointers;
        for (const DraftField* const one : line) pointers.push_back(one->pointer);
        row = draft_cells(pointers, width);
        break;
      }
      case DraftShape::Long:
        row.set("beside", field.pointer).set("height", kDraftLongHeight).set("sheet_height", kDraftLongHeight);
        break;
      case DraftShape::Texts: row.set("texts", field.pointer); break;
      case DraftShape::List: row = draft_list_row(field, fields, width); break;
      case DraftShape::Opinion: row.set("opinion", field.pointer); break;
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
      columns.append(between).append(i + 1 == table.columns.size() ? "null" : width_text(table.columns[i]));
      sheet_columns.append(between).append(width_text(std::max(table.columns[i], kSheetColumn)));
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

/// Names for pointers, each once in what it is in.
class FieldNames {
 public:
  std::string take(const ListedField& field) {
    std::string wanted = field.name.empty() ? from_title(field.en) : field.name;
    if (wanted.empty() || is_taken_name(wanted) || wanted == "left_out") {
      wanted = wanted.empty() ? fmt::format("field_{}", ++unnamed_) : wanted + "_1";
    }
    std::string name = wanted;
    for (int i = 2; !taken_.insert(name).second; ++i) name = fmt::format("{}_{}", wanted, i);
    return name;
  }

 private:
  /// `Mobile number` → `mobile_number`; empty if the title has no letters.
  static std::string from_title(std::string_view title) {
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
    return name;
  }

  std::set<std::string, std::less<>> taken_;
  int unnamed_ = 0;
};

/// What a workbook accepts for a sheet.
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
  if (field.several) return DraftShape::Wide;
  if (field.type == "texts") return DraftShape::Texts;
  std::size_t characters = 0;
  for (const std::string& option : field.options) characters += base::count_code_points(option) + 2;
  if (!field.options.empty()) return characters <= kShortChoices ? DraftShape::Short : DraftShape::Wide;
  if (field.type == "text" || field.type == "name" || field.type == "organisation") {
    return field.most.value_or(kDraftText) <= 30 ? DraftShape::Short : DraftShape::Wide;
  }
  return DraftShape::Short;
}

Json describe_listed(const ListedField& field, bool in_list) {
  Json made = Json::object();
  if (field.type != "text" && field.type != "list") made.set("type", field.type);
  if (field.must && field.type != "list") made.set("must", true);
  if (field.type == "list") {
    const std::int64_t least = field.least.value_or(field.must ? 1 : 0);
    made.set("rows", std::move(Json::list().add(least).add(std::max(least, field.most.value_or(kRowsOfList)))));
  } else if (field.type == "texts") {
    if (!field.several)
      made.set("rows", std::move(Json::list().add(field.least.value_or(0)).add(field.most.value_or(kRowsOfList))));
    if (!field.several) made.set("max", kDraftText);
  } else if (field.type == "number") {
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
  if (!field.options.empty()) made.set("options", Json::list_of(field.options));
  if (field.several) made.set("many", true);
  if (!field.hint.empty()) made.set("hint", draft_words(field.hint, {}));
  if (!field.fill.empty() && !in_list) made.set("fill", field.fill);
  // That of the format is a number of an office.
  if (field.type == "phone" && field.zh.find("手机") != std::string::npos) made.set("example", "13800000000");
  return made;
}

}  // namespace

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

FormDraft draft_of_list(const FieldList& list, const std::string& name) {
  FormDraft draft;
  const std::string zh = list.title.zh.empty() ? name : list.title.zh;
  draft.head.emplace_back("kind", name);
  draft.head.emplace_back("version", "1.0");
  draft.head.emplace_back("title", draft_words(zh, list.title.en));
  draft.head.emplace_back("source", draft_words(texts::EngineOwnSource.in(diagnostics::Language::Chinese),
                                                texts::EngineOwnSource.in(diagnostics::Language::English)));
  FieldNames names;
  std::string_view by;
  std::vector<Json> steps_fields;
  while (steps_fields.size() < std::max<std::size_t>(1, list.steps.size())) steps_fields.push_back(Json::list());
  for (const ListedField& field : list.fields) {
    const std::string pointer = "/" + names.take(field);
    draft.fields.push_back({pointer, shape_of_listed(field), describe_listed(field, false)});
    steps_fields[field.step].add(pointer);
    FieldNames inner;
    for (const ListedField& column : field.columns) {
      draft.fields.push_back({pointer + "/*/" + inner.take(column), DraftShape::Short, describe_listed(column, true)});
    }
  }
  for (const DraftField& field : draft.fields) {
    const std::string type = field.description.view().text_of("type");
    const bool is_in_list = field.pointer.find("/*/") != std::string::npos;
    if (by.empty() && !is_in_list && (type == "person" || type == "name")) by = field.pointer;
  }
  if (!by.empty()) draft.head.emplace_back("file_name", std::move(Json::object().set("by", by)));
  draft.lay_out(sheet_name(zh));
  for (std::size_t i = 0; i < steps_fields.size(); ++i) {
    if (steps_fields[i].size() == 0) continue;
    const FieldList::Title title = list.steps.empty() ? FieldList::Title{zh, list.title.en} : list.steps[i];
    Json step = Json::object();
    draft.steps.push_back(
        std::move(step.set("title", draft_words(title.zh, title.en)).set("fields", std::move(steps_fields[i]))));
  }
  return draft;
}

}  // namespace gongwen::engine
