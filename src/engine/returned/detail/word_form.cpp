#include "engine/returned/detail/word_form.h"

#include "diagnostics/catalogue/intake.h"
#include "engine/core/detail/field_words.h"
#include "engine/returned/detail/shown_form.h"
#include "forms/field_names.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/line_pattern.h"
#include "intake/read_docx.h"
#include "intake/units.h"
#include "intake/word_labels.h"
#include "intake/workbook_layout.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

// The reader knows neither schema nor bundle. Steps that need them are done here: names of other
// offices, labels of the form, and which boxes exclude each other. Order: fields with names that
// the bundle knows (`word.fields` of template.json), then texts beside labels, then the values
// of choices and boxes are made those of the schema, and boxes that exclude each other are
// checked.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::ForeignField;
using intake::RawField;
using intake::RawType;

/// The pointer that the bundle assigns to a name of the field: tag, title or bookmark; null if it assigns none.
const std::string* pointer_of(const Manifest& manifest, const ForeignField& field) {
  for (const std::string* const name : {&field.tag, &field.alias, &field.bookmark}) {
    if (name->empty()) continue;
    for (const auto& [known, pointer] : manifest.word_fields) {
      if (known == *name) return &pointer;
    }
  }
  return nullptr;
}

/// Whether the text of a field fills a cell or line, which is read by its label.
bool is_in_cell(const RawField& value, const std::vector<intake::LooseCell>& cells) {
  const intake::WordPlace& place = value.place.word;
  const std::string table = place.table > 0 ? std::to_string(place.table) : std::string();
  const std::uint32_t row = place.table > 0 ? place.row : place.paragraph;
  return std::any_of(cells.begin(), cells.end(), [&](const intake::LooseCell& cell) {
    if (cell.sheet != table || cell.row != row || (place.table > 0 && cell.column != place.column)) return false;
    // A box is a sign in the text, unless it is a legacy field.
    constexpr auto kTicks = std::to_array<std::string_view>({"☑", "☒", "■", "√", "✓", "✔"});
    if (value.type != RawType::Boolean) return cell.text.find(value.text) != std::string::npos;
    return std::any_of(kTicks.begin(), kTicks.end(),
                       [&cell](std::string_view tick) { return cell.text.find(tick) != std::string::npos; });
  });
}

void take_foreign(intake::ReturnedFile& file, const Manifest& manifest) {
  for (const ForeignField& foreign : file.foreign_fields) {
    const std::string* const pointer = pointer_of(manifest, foreign);
    // A blank field is not worth a message.
    if (pointer == nullptr) {
      const std::string& name = !foreign.alias.empty() ? foreign.alias
                                : !foreign.tag.empty() ? foreign.tag
                                                       : foreign.bookmark;
      const bool is_filled = !foreign.value.text.empty() && foreign.value.text != "false";
      if (!is_filled || is_in_cell(foreign.value, file.loose_cells)) continue;
      const diagnostics::TextPair where = intake::place_words(foreign.value.place);
      file.notices.push_back({messages::IntakeUnmappedField,
                              {where.english, where.chinese, name, foreign.value.text},
                              false,
                              {},
                              foreign.value.place});
      continue;
    }
    // `/sex#male`: a box that stands for a value.
    RawField value = foreign.value;
    const std::size_t mark = pointer->find('#');
    value.pointer = pointer->substr(0, mark);
    // Several boxes share a pointer: the ticked one gives the value, the others are blank.
    if (mark != std::string::npos) {
      if (value.text != "true") {
        value.text.clear();
      } else {
        value.text = pointer->substr(mark + 1);
        value.type = RawType::Choice;
      }
    }
    const bool is_blank = intake::trim_blanks(value.text).empty();
    (is_blank ? file.blanks : file.fields).push_back(std::move(value));
  }
  // A field that has a value anywhere is not blank.
  std::set<std::string> filled;
  for (const RawField& field : file.fields) filled.insert(field.pointer);
  std::erase_if(file.blanks, [&filled](const RawField& blank) { return filled.contains(blank.pointer); });
}

/// The words that the form and the schema have for the choices of a field.
std::vector<std::string> options_of(const forms::Field& field, const schema::SchemaField* known) {
  std::vector<std::string> options;
  if (const auto* const choice = std::get_if<forms::ChoiceField>(&field.type)) {
    for (const forms::FieldChoice& one : choice->choices)
      options.insert(options.end(), {one.value, one.label, one.option});
  }
  if (known == nullptr) return options;
  const bool is_list = known->choices.empty() && !known->parts.empty();
  for (const schema::FieldChoice& one : is_list ? known->parts.front().choices : known->choices) {
    options.emplace_back(one.title.chinese);
    options.emplace_back(one.title.english);
    if (one.value.is_string()) options.emplace_back(one.value.string());
  }
  return options;
}

/// The lines of the bundle. Invalid ones were reported with the bundle.
std::vector<intake::LinePattern> lines_of(const Manifest& manifest) {
  std::vector<intake::LinePattern> lines;
  for (const std::string& text : manifest.word_lines) {
    if (auto line = intake::read_line_pattern(text)) lines.push_back(*std::move(line));
  }
  return lines;
}

bool is_in_line(const std::string& pointer, const std::vector<intake::LinePattern>& lines) {
  return std::any_of(lines.begin(), lines.end(), [&pointer](const intake::LinePattern& line) {
    return std::find(line.pointers.begin(), line.pointers.end(), pointer) != line.pointers.end();
  });
}

/// The labels of the form, and the titles of the schema.
std::vector<intake::LabelledField> labels_of(const CompiledKind& kind, const ShownForm& form,
                                             const std::vector<intake::LinePattern>& lines) {
  std::vector<intake::LabelledField> labels;
  for (const forms::Field& field : form.fields.fields) {
    if (!forms::is_filled_in(field)) continue;
    const auto known = schema::known_field(*kind.schema, field.pointer);
    const bool checks_days = known && known->limits.format.has_value();
    const auto* const text = std::get_if<forms::TextField>(&field.type);
    const bool has_lines = text != nullptr && text->multiline;
    labels.push_back({field.pointer, field.label, checks_days, options_of(field, known.get()), has_lines});
    // The paper may print the unit after the label, while the kind has it as a hint.
    const std::string with_hint = "（" + field.hint + "）";
    const bool has_unit = !intake::unit_of_label(with_hint).empty();
    if (!field.label.empty() && !field.hint.empty())
      labels.push_back({field.pointer, field.label + with_hint, checks_days});
    // The label of an opinion is that of its text, unless the form has words in its place to sign.
    constexpr std::string_view kText = "/text";
    const bool is_imported = !kind.manifest->word_printed.empty() || !lines.empty();
    if (is_imported && field.pointer.ends_with(kText) && !is_in_line(field.pointer, lines)) {
      const std::string opinion = field.pointer.substr(0, field.pointer.size() - kText.size());
      const auto whole = schema::known_field(*kind.schema, opinion);
      if (whole) {
        labels.push_back({field.pointer, std::string(whole->title.chinese), checks_days});
        labels.push_back({field.pointer, std::string(whole->title.english), checks_days});
      }
    }
    if (!known) continue;
    for (const std::string_view title : {known->title.chinese, known->title.english}) {
      labels.push_back({field.pointer, std::string(title), checks_days});
      if (has_unit && !title.empty()) labels.push_back({field.pointer, std::string(title) + with_hint, checks_days});
    }
  }
  return labels;
}

const forms::Field* field_at(const ShownForm& form, const std::string& pointer) {
  const std::string pattern = intake::field_pattern(pointer);
  for (const forms::Field& field : form.fields.fields) {
    if (intake::field_pattern(field.pointer) == pattern) return &field;
  }
  return nullptr;
}

/// Values of choices by the texts that lists offer, and those of single boxes.
void correct_choices(intake::ReturnedFile& file, const ShownForm& form) {
  for (RawField& field : file.fields) {
    const forms::Field* const known = field_at(form, field.pointer);
    if (known == nullptr) continue;
    if (const auto* const check = std::get_if<forms::CheckField>(&known->type)) {
      if (field.type == RawType::Boolean && field.text == "true" && check->on_value != "true") {
        field.type = RawType::Choice;
        field.text = check->on_value;
      }
      continue;
    }
    const auto* const choice = std::get_if<forms::ChoiceField>(&known->type);
    if (choice == nullptr || field.type != RawType::Choice) continue;
    for (const forms::FieldChoice& one : choice->choices) {
      // Compared ignoring the width of letters and digits, and surrounding blanks.
      const std::string text = intake::narrow_text(intake::trim_blanks(field.text));
      const auto reads = [&text](const std::string& word) {
        return !word.empty() && intake::narrow_text(intake::trim_blanks(word)) == text;
      };
      if (!reads(one.option) && !reads(one.label) && !reads(one.value)) continue;
      field.text = one.value;
      break;
    }
  }
}

/// The title of the kind, and texts that the form prints in a workbook, if it has one: these are not values.
std::set<std::string> printed_texts(const std::shared_ptr<const CompiledKind>& kind, const ShownForm& form) {
  std::set<std::string> printed{kind->manifest->info.title_zh, kind->manifest->info.title_en};
  printed.insert(kind->manifest->word_printed.begin(), kind->manifest->word_printed.end());
  // The titles of lists are above them.
  for (const forms::Field& field : form.fields.fields) {
    const std::string pattern = intake::field_pattern(field.pointer);
    const std::size_t star = pattern.find("/*");
    if (star == std::string::npos) continue;
    if (const auto list = schema::known_field(*kind->schema, pattern.substr(0, star))) {
      printed.emplace(list->title.chinese);
      printed.emplace(list->title.english);
    }
  }
  const auto layout = blank_layout(kind);
  if (!layout) return printed;
  for (const intake::SheetLayout& sheet : layout->sheets) {
    for (const auto& [place, text] : sheet.printed) printed.insert(text);
  }
  return printed;
}

}  // namespace

// More than half of the names must be those of one kind, and of no other.
std::string kind_by_word_fields(const intake::ReturnedFile& file, KindLibrary& kinds) {
  if (file.foreign_fields.empty()) return {};
  std::string found;
  for (const std::string& name : kinds.names()) {
    const std::shared_ptr<const CompiledKind> kind = kinds.get(name);
    if (!kind || !kind->manifest || kind->manifest->word_fields.empty()) continue;
    const auto count =
        std::count_if(file.foreign_fields.begin(), file.foreign_fields.end(),
                      [&kind](const auto& field) { return pointer_of(*kind->manifest, field) != nullptr; });
    if (2 * static_cast<std::size_t>(count) <= file.foreign_fields.size()) continue;
    if (!found.empty()) return {};
    found = name;
  }
  return found;
}

// Changes `file` in place. If the kind is missing or unusable, `file` is not changed.
void read_word_fields(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind) {
  if (!kind || !kind->manifest || !kind->schema) return;
  take_foreign(file, *kind->manifest);
  const std::shared_ptr<const ShownForm> blank = leading_form(kind);
  const ShownForm form = blank ? *blank : ShownForm();
  if (!file.loose_cells.empty()) {
    const std::vector<intake::LinePattern> lines = lines_of(*kind->manifest);
    intake::read_by_labels(labels_of(*kind, form, lines), printed_texts(kind, form), lines, file);
  }
  correct_choices(file, form);
  intake::check_ticks(file, *kind->schema);
  // Nothing was found and nothing has been reported: the file may be another document.
  const bool is_empty = file.fields.empty() && file.blanks.empty();
  const bool has_failed = std::any_of(file.notices.begin(), file.notices.end(), [](const intake::Notice& notice) {
    return !notice.of_field && diagnostics::catalogue_entry(notice.id).severity == diagnostics::Severity::Error;
  });
  if (is_empty && !has_failed) file.report(messages::IntakeNoControls);
}

}  // namespace gongwen::engine
