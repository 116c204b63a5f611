#include "engine/kinds/detail/form/form_lists.h"

#include "base/format.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>
#include <optional>

// Two types of lists. `lines` (with `print`) print each entry by patterns, one per column of the line,
// without rules; `blocks` print several values in each cell. Both have `entries`, the columns in which
// values are typed in a form to fill in. A pattern is taken apart into pieces: `{tc}/WG{wg}` → [{name: tc,
// before: []}, {name: wg, before: ["/WG"]}]. A piece whose value is absent is left out with the words before
// it.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

// Rows on the page after the form, unless the row states another number.
constexpr std::int64_t kFurtherRows = 5;

/// The members of a list that a column names.
std::vector<Value> names_in(const Value& column) {
  const Value of = *column.find("of");
  if (of.is_string()) return {of};
  std::vector<Value> names;
  for (std::size_t i = 0; i < of.size(); ++i) names.push_back(of.at(i));
  return names;
}

class WrittenList {
 public:
  WrittenList(FormWriter& at, const Value& row)
      : at_(at), row_(row), list_(*at.form().find(row.find("list")->string())) {}

  void write(Members& made) {
    const bool has_lines = row_.find("print").has_value();
    made.put_text("kind", has_lines ? "lines" : "blocks").put_text("pointer", list_.pointer);
    made.put("value", FormFile::expression_of(list_.pointer));
    // Without an upper limit a list has `most: none`; templates then follow the data.
    const auto rows = list_.value.find("rows");
    const std::optional<std::int64_t> most =
        rows && rows->size() > 1 ? std::optional(rows->at(1).integer()) : std::nullopt;
    const std::int64_t least = std::min(number("least", 3), most.value_or(number("least", 3)));
    made.put("least", std::to_string(least)).put("most", most ? std::to_string(*most) : "none");
    const std::int64_t further = number("further", kFurtherRows);
    made.put("further", std::to_string(further));
    made.put("sheet_further", std::to_string(number("sheet_further", further)));
    if (has_lines) {
      const bool is_chinese = at_.language() == "zh";
      const std::string label = list_.label(at_.language());
      const std::string id = id_of(list_.pointer);
      // `lead.` is before the entries on the form, `more.` before those after it.
      made.put("label", at_.texts().add("lead." + id, label + (is_chinese ? "：" : ":")));
      made.put("more", at_.texts().add("more." + id, label + (is_chinese ? "（续）：" : " (continued):")));
      write_lines(made);
    } else {
      write_columns(made, true);
    }
    heights();
  }

 private:
  std::int64_t number(std::string_view member, std::int64_t absent) const {
    const auto found = row_.find(member);
    return found ? found->integer() : absent;
  }

  const FormField* member(const Value& place, std::string_view name) const {
    return at_.field_at(place, list_.pointer + "/*/" + std::string(name));
  }

  // Patterns.

  /// Words of a pattern, with `none` for each line feed, which texts cannot have: templates write a break
  /// for it.
  std::string words(std::string_view written) {
    std::vector<std::string> parts;
    while (!written.empty()) {
      const std::size_t end = written.find('\n');
      if (const std::string_view line = written.substr(0, end); !line.empty()) {
        parts.push_back(at_.texts().add(fmt::format("print.{}.{}", id_of(list_.pointer), ++words_), std::string(line)));
      }
      if (end == std::string_view::npos) break;
      parts.emplace_back("none");
      written.remove_prefix(end + 1);
    }
    return list_of(parts);
  }

  /// `{tc}/WG{wg}\n{wg.words}`: pieces of one value each, with the words before it; words at the end belong to the
  /// last. `.words` writes the words of a choice instead of its value.
  std::string pattern(const Value& written) {
    std::vector<std::string> pieces;
    std::string_view rest = written.string();
    std::optional<Members> open;
    while (true) {
      const std::size_t begin = rest.find('{');
      const std::size_t end = begin == std::string_view::npos ? begin : rest.find('}', begin);
      if (end == std::string_view::npos) break;
      std::string_view name = rest.substr(begin + 1, end - begin - 1);
      const bool in_words = name.ends_with(".words");
      if (in_words) name.remove_suffix(6);
      if (open) pieces.push_back(open->text());
      open.reset();
      // A misspelt name has been reported by member(); its words are lost with it, which does not matter any
      // longer.
      if (const FormField* const field = member(written, name)) {
        open.emplace();
        open->put("before", words(rest.substr(0, begin)));
        piece(*field, in_words, *open);
      }
      rest.remove_prefix(end + 1);
    }
    if (open && !rest.empty()) open->put("after", words(rest));
    if (open) pieces.push_back(open->text());
    return list_of(pieces);
  }

  /// `else` replaces an absent value.
  void piece(const FormField& field, bool in_words, Members& made) const {
    made.put_text("name", field.name).put_text("type", control_of(field));
    if (in_words) made.put("words", at_.options_of(field));
    if (!field.text("else").empty()) made.put("otherwise", at_.words_of(field, "else"));
  }

  // Columns.

  void write_lines(Members& made) {
    std::vector<std::string> patterns;
    for (const Value& written : form_items(row_, "print")) patterns.push_back(pattern(written));
    made.put("patterns", list_of(patterns, ",\n      "));
    std::size_t number = 0;
    // Columns of the line, `p1`, `p2` …; null takes the rest.
    for (const Value& width : form_items(row_, "widths")) {
      number += 1;
      if (!width.is_number()) continue;
      std::string written = data::value_json(width);
      at_.page_style() += fmt::format(".{} .p{} {{ width: {}mm }}\n", at_.row_class(), number, written);
    }
    std::vector<std::string> below;
    // Texts of an entry longer than `most` characters are printed below its line.
    const auto long_ones = row_.find("below");
    for (std::size_t i = 0; long_ones && i < long_ones->size(); ++i) {
      const FormField* const field = member(long_ones->at(i), long_ones->key_at(i));
      if (field == nullptr) continue;
      below.push_back(
          Members().put_text("name", field->name).put("most", std::to_string(long_ones->at(i).integer())).text());
    }
    made.put("below", list_of(below));
    write_columns(made, false);
  }

  /// The contents of the columns of a page and of a workbook to fill in; with `always`, of all pages and
  /// workbooks. The spans must add up to the table: with `always` each column counts once, otherwise each member
  /// has a column.
  void write_columns(Members& made, bool always) {
    std::vector<std::string> columns;
    std::size_t taken = 0;
    for (const Value& column : form_items(row_, "columns")) {
      const auto span = column.find("span");
      const std::size_t own = span ? static_cast<std::size_t>(span->integer()) : 1;
      const std::vector<Value> names = names_in(column);
      taken += always ? own : own * names.size();
      Members one;
      one.put("span", std::to_string(own));
      if (const std::string width = form_number(column, "width"); !width.empty()) one.put_text("width", width + "mm");
      std::vector<std::string> parts;
      std::vector<const FormField*> fields;
      for (const Value& name : names) {
        const FormField* const field = member(name, name.string());
        if (field == nullptr) continue;
        fields.push_back(field);
        parts.push_back(part(*field, names.size() > 1 && always));
      }
      if (fields.empty()) continue;
      one.put("parts", list_of(parts));
      const std::string between = form_text(column, "between");
      if (!between.empty()) one.put("between", words(between));
      if (column.find("print")) one.put("pattern", pattern(*column.find("print")));
      const std::string label = form_text(column, "label");
      if (!label.empty()) {
        one.put("label",
                at_.texts().add(fmt::format("column.{}.{}", id_of(list_.pointer), fields.front()->name), label));
      } else {
        // A column of several values has no label of a single field.
        one.put("label", names.size() > 1 ? at_.label_of(list_) : at_.label_of(*fields.front()));
      }
      columns.push_back(one.text());
    }
    if (taken != at_.width()) at_.sink().report(messages::EngineFormTooWide, row_.origin(), taken, at_.width());
    made.put("entries", list_of(columns, ",\n      "));
  }

  /// A value in a column, with its title if the column has other values. `room` is the width of its control in
  /// mm.
  std::string part(const FormField& field, bool is_titled) {
    Members made;
    made.put_text("name", field.name).put("must", field.must ? "true" : "false");
    made.put_text("type", field.type == FormFieldType::Long ? "long" : control_of(field));
    if (!field.options.empty() || field.type == FormFieldType::YesNo) {
      made.put("options", at_.options_of(field));
      // The titles of the choices are those in the schema, as shown by the field.
      if (!field.options.empty() && !field.options.front().print.empty()) made.put("own_words", "true");
    }
    const std::string room = form_number(field.value, "room");
    made.put("room", room.empty() ? "none" : "\"" + room + "mm\"");
    made.put("label", is_titled ? at_.texts().add("lead." + id_of(field.pointer),
                                                  field.label(at_.language()) + (at_.language() == "zh" ? "：" : ":"))
                                : at_.label_of(field));
    made.put("note", at_.words_of(field, "note")).put("break", field.flag("break") ? "true" : "false");
    return made.text();
  }

  // Style.

  void height(std::string& sheet, std::string_view selector, std::string_view member) const {
    const std::string points = form_number(row_, member);
    if (!points.empty()) sheet += fmt::format("{} {{ height: {}pt }}\n", selector, points);
  }

  // If a photo takes part of the page, the list may have another height.
  void heights() const {
    height(at_.page_style(), fmt::format(".{}:has(.photo) tr.{}", at_.table_class(), at_.row_class()), "photo_height");
    height(at_.page_style(), fmt::format(".form.further tr.{}", at_.row_class()), "further_height");
    height(at_.sheet_style(), fmt::format(".filled tr.{}.spare", at_.row_class()), "sheet_spare_height");
  }

  FormWriter& at_;
  const Value& row_;
  const FormField& list_;
  int words_ = 0;
};

}  // namespace

bool is_written_list(const FormFile& form, const Value& row) {
  if (row.find("print")) return true;
  const std::string list(row.find("list")->string());
  const std::vector<Value> columns = form_items(row, "columns");
  return std::any_of(columns.begin(), columns.end(), [&](const Value& column) {
    const std::vector<Value> names = names_in(column);
    if (names.size() > 1 || column.find("print")) return true;
    // Long texts need separate lines, which a plain list does not have.
    const FormField* const field = form.find(list + "/*/" + std::string(names.front().string()));
    return field != nullptr && field->type == FormFieldType::Long;
  });
}

void write_list(FormWriter& at, const Value& row, Members& made) { WrittenList(at, row).write(made); }

}  // namespace gongwen::engine
