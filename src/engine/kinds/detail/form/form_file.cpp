#include "engine/kinds/detail/form/form_file.h"

#include "base/nearest_name.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/sheet.h"
#include "engine/kinds/detail/form/form_flow.h"
#include "engine/kinds/detail/form/form_report.h"
#include "engine/kinds/detail/form/form_shown.h"
#include "schema/schema.h"
#include "schema/validate.h"
#include "sheet/limits.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

// Reads form.json: the schema of such files checks their members; rules that it cannot express are checked
// here, at their places in the file: that groups have titles, that pointers of the paper lead to fields, and
// that each field is on paper once. Order of the checks in FormFileReader::run(), each of which relies on those
// before it:
//   fields → fields by `like` → types (which depend on whether a field has others in it) → parts of
//   opinions and signatures → limits and conditions → pointers of the paper → whether each field is on
//   paper.
// A form.json that is byte for byte an installed one skips form.schema.json only; the reading is the
// same.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::array<std::string_view, 3> kFormNames{"form.json", "form.yaml", "form.yml"};

constexpr std::string_view kFormSchema =
#include "form_schema.inc"
    ;

/// Forms of the installed bundles, generated when the program is built.
struct KnownForm {
  std::string_view kind;
  std::string_view text;
};

constexpr KnownForm kKnownForms[] = {
    {"", ""},
#include "known_forms.inc"
};

// Compiled once per process; initialisation of a static is safe with threads.
const schema::Schema& form_schema() {
  static const schema::Schema schema = schema::built_in_schema(kFormSchema);
  return schema;
}

struct NamedType {
  std::string_view name;
  FormFieldType type;
};

constexpr NamedType kTypes[] = {{"text", FormFieldType::Text},           {"name", FormFieldType::Name},
                                {"person", FormFieldType::Person},       {"organisation", FormFieldType::Organisation},
                                {"long", FormFieldType::Long},           {"number", FormFieldType::Number},
                                {"date", FormFieldType::Date},           {"month", FormFieldType::Month},
                                {"phone", FormFieldType::Phone},         {"email", FormFieldType::Email},
                                {"postcode", FormFieldType::Postcode},   {"yes-no", FormFieldType::YesNo},
                                {"confirmed", FormFieldType::Confirmed}, {"texts", FormFieldType::Texts},
                                {"opinion", FormFieldType::Opinion},     {"signatures", FormFieldType::Signatures},
                                {"photo", FormFieldType::Photo},         {"paragraphs", FormFieldType::Paragraphs}};

}  // namespace

bool is_taken_name(std::string_view name) {
  // Words of the expression language (`and`, `loop` …), and variables that templates/shared/form sets: a
  // field of such a name would hide them. Names within groups are members, `leader.form`, and are free.
  static constexpr std::string_view kTaken[] = {
      "and",  "annex_label", "block", "boxes", "calendar", "else",  "false",    "fields", "fillable",
      "for",  "form",        "forms", "if",    "in",       "is",    "left_out", "letter", "loop",
      "none", "not",         "or",    "range", "set",      "sheet", "signable", "true",   "wording"};
  return std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken);
}

// In this order if a folder has several: JSON takes precedence.
std::string_view form_file_name(const resources::Folder& bundle) {
  for (const std::string_view name : kFormNames) {
    if (bundle.contains(name)) return name;
  }
  return {};
}

bool is_known_form(std::string_view kind, std::string_view text) {
  return std::any_of(std::begin(kKnownForms), std::end(kKnownForms),
                     [&](const KnownForm& known) { return known.kind == kind && known.text == text; });
}

std::string form_text(const Value& object, std::string_view member) {
  const auto found = object.find(member);
  return found && found->is_string() ? std::string(found->string()) : std::string();
}

bool form_flag(const Value& object, std::string_view member) {
  const auto found = object.find(member);
  return found && found->type() == data::ValueType::Boolean && found->boolean();
}

std::string form_number(const Value& object, std::string_view member) {
  const auto found = object.find(member);
  std::string written;
  // As written: `29.50` keeps its digits, which a double would lose.
  if (found && found->is_number()) data::append_value_json(written, *found);
  return written;
}

std::vector<Value> form_items(const Value& object, std::string_view member) {
  std::vector<Value> items;
  const auto list = object.find(member);
  for (std::size_t i = 0; list && i < list->size(); ++i) items.push_back(list->at(i));
  return items;
}

std::string FormField::title(std::string_view language) const { return form_text(*value.find("title"), language); }

std::string FormField::label(std::string_view language) const {
  std::string print = text("print");
  return print.empty() ? title(language) : print;
}

std::string FormField::text(std::string_view member) const { return form_text(value, member); }

bool FormField::flag(std::string_view member) const { return form_flag(value, member); }

// `print` is either a text (the label on paper) or false.
bool FormField::is_on_paper() const {
  const auto print = value.find("print");
  return !print || print->type() != data::ValueType::Boolean || print->boolean();
}

const std::string& FormOption::on_paper(std::string_view language) const {
  if (!print.empty()) return print;
  return language == "en" && !en.empty() ? en : zh;
}

std::optional<std::int64_t> FormField::number(std::string_view member) const {
  const auto found = value.find(member);
  return found && found->type() == data::ValueType::Integer ? std::optional(found->integer()) : std::nullopt;
}

std::string FormFile::language() const {
  const std::string language = form_text(root(), "language");
  return language.empty() ? "zh" : std::string(text::primary_language(language));
}

const FormField* FormFile::find(std::string_view pointer) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [pointer](const FormField& field) { return field.pointer == pointer; });
  return found == fields.end() ? nullptr : &*found;
}

const FormField* FormFile::find_value(std::string_view pointer) const {
  if (const FormField* const field = find(pointer)) return field;
  const auto found =
      std::find_if(parts.begin(), parts.end(), [pointer](const FormField& part) { return part.pointer == pointer; });
  return found == parts.end() ? nullptr : &*found;
}

std::vector<const FormField*> FormFile::fields_in(std::string_view parent) const {
  std::vector<const FormField*> inner;
  for (const FormField& field : fields) {
    if (field.parent == parent) inner.push_back(&field);
  }
  return inner;
}

std::vector<Value> FormFile::conditions_of(const FormField& field) const {
  std::vector<Value> conditions;
  for (const FormField* at = &field; at != nullptr; at = find(at->parent)) {
    // Conditions of a list apply to all of its rows; a field in a row is judged within its row.
    if (at != &field && at->type == FormFieldType::List) break;
    if (const auto own = at->value.find("show_if")) conditions.push_back(*own);
  }
  return conditions;
}

// `/leader/name` → `(leader | default({}))["name"] | default(none)`: strict templates report undefined names, and the
// data of a blank form is empty.
std::string FormFile::expression_of(std::string_view pointer) {
  std::string expression;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string part(pointer.substr(0, end));
    // A group may be absent from the data.
    expression = expression.empty() ? part : "(" + expression + " | default({}))[\"" + part + "\"]";
    pointer.remove_prefix(end);
  }
  return expression + " | default(none)";
}

namespace {

/// Makes the fields of a form, and checks rules that the schema of its file cannot express.
class FormFileReader {
 public:
  FormFileReader(FormFile& form, diagnostics::DiagnosticSink& sink) : form_(form), sink_(sink) {}

  void run() {
    // An error of fields ends the reading below, since types and places of other fields depend on them.
    const diagnostics::ErrorWatch watch(sink_);
    const Value all = *form_.root().find("fields");
    for (std::size_t i = 0; i < all.size(); ++i) add_field(std::string(all.key_at(i)), all.at(i));
    add_alike();
    for (FormField& field : form_.fields) place_field(field);
    for (const FormField& field : form_.fields) add_parts(field);
    for (const FormField& field : form_.fields) check_limits(field);
    check_sheet_names();
    check_conditions(form_, sink_);
    if (watch.saw_errors()) return;
    for (FormField& field : form_.fields) {
      // After check_conditions: with a circle of conditions, conditions_of() of a group would return too
      // many.
      if (form_.conditions_of(field).empty()) continue;
      const auto rows = field.type == FormFieldType::List ? field.value.find("rows") : std::nullopt;
      // A list must be filled in if its least number of rows is not zero.
      field.must_if_shown = rows ? rows->at(0).integer() > 0 : field.must;
      field.must = false;
    }
    for (const Value& table : form_items(form_.root(), "paper")) {
      for (const Value& row : form_items(table, "rows")) check_row(row);
      for (const FormPlace& place : places_of_flow(table)) check_place(place);
      for (const Value& block : form_items(table, "text")) check_own(block);
    }
    for (const FormPlace& place : places_of_report(form_)) check_place(place);
    for (const std::string_view member : {"author", "subject", "date"}) {
      const auto pointer = form_.root().find(member);
      if (pointer && pointer->string().starts_with('/')) check_pointer(*pointer);
    }
    for (const std::string_view place : {"/file_name/by", "/head/by"}) {
      if (const auto by = form_.root().resolve(place)) check_pointer(*by);
    }
    check_boxes();
    // A misspelt pointer would otherwise be reported twice.
    if (watch.saw_errors()) return;
    for (const FormField& field : form_.fields) check_on_paper(field);
  }

 private:
  // `/jobs/*/from`: name `from`, parent `/jobs`. The text of `parent` has no `/*`, so that groups and
  // lists are found alike.
  void add_field(const std::string& pointer, const Value& value) {
    const std::size_t slash = pointer.rfind('/');
    FormField field{
        pointer, pointer.substr(slash + 1), pointer.substr(0, slash), FormFieldType::Text, value, {}, {}, {}, {}};
    if (field.parent.ends_with("/*")) field.parent.resize(field.parent.size() - 2);
    field.must = field.flag("must");
    field.given = field.flag("given");
    for (const Value& option : form_items(value, "options")) {
      if (option.is_string()) {
        field.options.push_back({option, std::string(option.string()), {}, {}});
      } else {
        field.options.push_back({option.at(0), std::string(option.at(1).string()), std::string(option.at(2).string()),
                                 option.size() > 3 ? std::string(option.at(3).string()) : std::string()});
      }
    }
    if (field.parent.empty() && is_taken_name(field.name)) {
      sink_.report(messages::EngineFormTakenName, value.origin(), field.name);
    }
    form_.fields.push_back(std::move(field));
  }

  /// A group may have the fields of another one.
  void add_alike() {
    // A copy, since add_field() appends to form_.fields while this loop reads.
    const std::vector<FormField> own = form_.fields;
    for (const FormField& field : own) {
      const auto like = field.value.find("like");
      if (!like || !check_pointer(*like)) continue;
      const std::string from = std::string(like->string()) + "/";
      for (const FormField& inner : own) {
        if (!inner.pointer.starts_with(from)) continue;
        const std::string pointer = field.pointer + "/" + inner.pointer.substr(from.size());
        // A field that the form describes itself overrides the one taken over.
        if (form_.find(pointer) == nullptr) add_field(pointer, inner.value);
      }
    }
  }

  /// Determines the type of a field, which depends on the others.
  void place_field(FormField& field) {
    if (!field.parent.empty() && form_.find(field.parent) == nullptr) {
      sink_.report(messages::EngineFormNoGroup, field.value.origin(), field.pointer, field.parent);
    }
    const auto type = field.value.find("type");
    // Groups and lists are recognised by the fields within them, not by a word; `rows` makes a list.
    if (!form_.fields_in(field.pointer).empty()) {
      field.type = field.value.find("rows") ? FormFieldType::List : FormFieldType::Group;
    } else if (type && type->is_string()) {
      const auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                      [&](const NamedType& named) { return named.name == type->string(); });
      // Whether such a format exists is checked when the made schema is compiled, at this place of the
      // form.
      field.type = known == std::end(kTypes) ? FormFieldType::Format : known->type;
    } else if (type) {
      field.type = FormFieldType::Format;
    }
  }

  /// Checks what the schema of form.json cannot express: limits that contradict each other, and lists that no paper can
  /// show. A list with at most 0 rows, or within another list, has no place on paper.
  void check_limits(const FormField& field) {
    const auto rows = field.value.find("rows");
    if (rows && rows->size() == 2 && rows->at(1).integer() < std::max<std::int64_t>(rows->at(0).integer(), 1)) {
      sink_.report(messages::EngineFormLimits, rows->origin(), field.pointer,
                   std::max<std::int64_t>(rows->at(0).integer(), 1), rows->at(1).integer());
    }
    const auto least = field.value.find("min");
    const auto most = field.value.find("max");
    const bool are_whole =
        least && most && least->type() == data::ValueType::Integer && most->type() == data::ValueType::Integer;
    if (are_whole && least->integer() > most->integer()) {
      sink_.report(messages::EngineFormLimits, least->origin(), field.pointer, least->integer(), most->integer());
    }
    if (field.type == FormFieldType::List && field.pointer.find("/*/") != std::string::npos) {
      sink_.report(messages::EngineFormListInList, field.value.origin(), field.pointer);
    }
    const bool is_plain = !field.value.find("type") && !field.flag("many");
    if (rows && is_plain && field.type == FormFieldType::Text) {
      sink_.report(messages::EngineFormNoColumns, field.value.origin(), field.pointer);
    }
  }

  /// Programs would refuse such names later; here the place in the form is known.
  void check_sheet_names() {
    for (const Value& table : form_items(form_.root(), "paper")) {
      const auto sheet = table.find("sheet");
      const auto error = sheet ? sheet::check_sheet_name(sheet->string()) : std::nullopt;
      if (error == sheet::SheetNameError::Character) {
        sink_.report(diagnostics::messages::SheetNameCharacter, sheet->origin(), sheet->string(),
                     sheet::forbidden_name_character(sheet->string()));
      } else if (error == sheet::SheetNameError::Apostrophe) {
        sink_.report(diagnostics::messages::SheetNameApostrophe, sheet->origin(), sheet->string());
      } else if (error == sheet::SheetNameError::Reserved) {
        sink_.report(diagnostics::messages::SheetNameReserved, sheet->origin(), sheet->string());
      }
    }
  }

  // A part shares the description of its field; only pointer, name and type are its own. It is never required by
  // itself.
  void add_part(const FormField& field, const std::string& path, FormFieldType type) {
    FormField part = field;
    part.pointer = field.pointer + path;
    part.name = path.substr(path.rfind('/') + 1);
    part.type = type;
    part.must = false;
    form_.parts.push_back(std::move(part));
  }

  void add_parts(const FormField& field) {
    if (field.type == FormFieldType::Opinion) {
      add_part(field, "/text", FormFieldType::Long);
      add_part(field, "/date", FormFieldType::Date);
    }
    if (field.type != FormFieldType::Signatures) return;
    for (const Value& level : form_items(field.value, "levels")) {
      add_part(field, "/" + std::string(level.at(0).string()) + "/name", FormFieldType::Person);
      add_part(field, "/" + std::string(level.at(0).string()) + "/date", FormFieldType::Date);
    }
  }

  bool check_pointer(const Value& place) { return check_pointer(place.origin(), place.string()); }

  bool check_pointer(const diagnostics::Origin& origin, std::string_view pointer) {
    if (form_.find(pointer) != nullptr) return true;
    std::vector<std::string_view> known;
    for (const FormField& field : form_.fields) known.push_back(field.pointer);
    sink_.report(messages::EngineFormUnknownField, origin, pointer, base::find_nearest_name(pointer, known));
    return false;
  }

  /// A form of boxes has its own look, macros and style sheets, so its paper cannot also have
  /// tables.
  void check_boxes() {
    const std::vector<Value> paper = form_items(form_.root(), "paper");
    if (!has_part(form_, "boxes")) return;
    for (const Value& part : paper) {
      if (!part.find("boxes")) sink_.report(messages::EngineFormMixedParts, part.origin());
      for (const Value& block : form_items(part, "boxes")) {
        check_own(block);
        for (const Value& cell : form_items(block, "box")) {
          const Value pieces = cell.is_object() ? *cell.find("cell") : cell;
          for (std::size_t i = 0; i < pieces.size(); ++i) check_own(pieces.at(i));
        }
      }
    }
  }

  void check_own(const Value& row) {
    if (const auto macro = row.find("html"); macro && !form_.has_own_rows) {
      sink_.report(messages::EngineNoTemplate, macro->origin(), kOwnRows, form_text(form_.root(), "kind"));
    }
  }

  void check_row(const Value& row) {
    for (const std::string_view member :
         {"across", "beside", "opinion", "list", "texts", "photo", "notes", "choices", "other", "files"}) {
      if (const auto pointer = row.find(member)) put_on_paper(*pointer);
    }
    check_photo(row);
    check_own(row);
    for (const std::string_view member : {"cells", "signatures", "fields"}) {
      for (const Value& cell : form_items(row, member)) {
        for (const Value& pointer : cell.is_object() ? form_items(cell, "parts") : std::vector{cell})
          put_on_paper(pointer);
        // `of` names the field whose title is the label, which need not be the shown field.
        if (const auto of = cell.is_object() ? cell.find("of") : std::nullopt) check_pointer(*of);
      }
    }
    // Rows for a workbook show values that are already on paper by the row; they are checked, not
    // counted.
    for (const Value& apart : form_items(row, "sheet")) {
      for (const Value& pointer : form_items(apart, "cells")) check_pointer(pointer);
      if (const auto under = apart.find("under")) check_pointer(*under);
    }
    for (const Value& pointer : form_items(row, "heads")) check_pointer(pointer);
    for (const std::string_view member : {"stack", "more", "under", "asked"}) {
      if (const auto pointer = row.find(member)) check_pointer(*pointer);
    }
  }

  /// The rows beside a photo, and those in their place without one: either is printed, so each must
  /// show all the fields. Both start from the state before the photo, and their union is used
  /// afterwards.
  void check_photo(const Value& row) {
    const auto before = form_.on_paper;
    for (const Value& inner : form_items(row, "rows")) check_row(inner);
    const auto beside = form_.on_paper;
    const std::vector<Value> otherwise = form_items(row, "otherwise");
    if (otherwise.empty()) return;
    form_.on_paper = before;
    for (const Value& inner : otherwise) check_row(inner);
    for (const std::string& pointer : beside) {
      if (!form_.on_paper.contains(pointer))
        sink_.report(messages::EngineFormNotOnPaper, otherwise.front().origin(), pointer);
    }
    form_.on_paper.insert(beside.begin(), beside.end());
  }

  void put_on_paper(const Value& place) { check_place({place.origin(), std::string(place.string())}); }

  void check_place(const FormPlace& place) {
    // find_value() first: parts such as `/review/date` may have places of their own; check_pointer()
    // knows fields only and reports.
    if (form_.find_value(place.pointer) == nullptr && !check_pointer(place.origin, place.pointer)) return;
    if (place.kind == FormPlaceKind::InWords) {
      in_words_.insert(place.pointer);
    } else if (place.kind == FormPlaceKind::Own && !form_.on_paper.insert(place.pointer).second) {
      sink_.report(messages::EngineFormTwice, place.origin, place.pointer);
    }
  }

  /// A field that is nowhere on paper could not be read from a returned form.
  void check_on_paper(const FormField& field) {
    // Fixed fields are words of the form, not filled in; `"print": false` says that the field is for the
    // web only.
    if (field.type == FormFieldType::Group || field.flag("fixed") || !field.is_on_paper()) return;
    const bool in_list = field.pointer.find("/*/") != std::string::npos;
    // The members of a list are on paper with their list.
    if (in_list || form_.on_paper.contains(field.pointer) || in_words_.contains(field.pointer)) return;
    sink_.report(messages::EngineFormNotOnPaper, field.value.origin(), field.pointer);
  }

  FormFile& form_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>> in_words_;
};

}  // namespace

base::Expected<FormFile> read_form_file(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink) {
  FormFile form;
  form.name = form_file_name(files.bundle());
  form.has_own_rows = files.bundle().contains(kOwnRows);
  form.has_word_page = files.bundle().contains(kWordPage);
  form.has_own_page_style = files.bundle().contains(kOwnPageStyle);
  form.has_own_sheet_style = files.bundle().contains(kOwnSheetStyle);
  const auto source = files.read_text(form.name, {}, store, sink);
  if (!source) return base::kReported;
  const std::string_view text = store.source_text(*source);
  auto read = form.name.ends_with(".json") ? data::read_json(*source, text, {}, sink)
                                           : data::read_yaml(*source, text, {}, sink);
  if (!read) return base::kReported;
  form.document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(form.document);
  // Compares the whole text: a changed form must not be trusted because of its name.
  const bool is_known = is_known_form(kind, text);
  if (!is_known && !schema::validate(form_schema(), form.root(), {.allows_schema_name = true}, sink)) {
    return base::kReported;
  }
  const diagnostics::ErrorWatch watch(sink);
  FormFileReader(form, sink).run();
  if (watch.saw_errors()) return base::kReported;
  return form;
}

}  // namespace gongwen::engine
