#include "engine/returned/detail/shown_form.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/core/detail/field_words.h"
#include "engine/core/detail/read_source.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/expand_document.h"
#include "engine/render/make_workbook.h"
#include "forms/field_names.h"
#include "forms/fill_fields.h"
#include "intake/field_data.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <set>

// Finds the shown texts of a form for given data by making it: expands the template, fills the fields, and reads the
// result like a returned form. Results are remembered with the kind, since many forms are sent out with the same
// data.
namespace gongwen::engine {
namespace {

/// With fewer fields, any form may match.
constexpr std::size_t kFewest = 5;

/// Row numbers become `*`, so that added rows are the same field.
std::set<std::string> patterns_of(const intake::ReturnedFile& file) {
  std::set<std::string> patterns;
  for (const auto* const list : {&file.fields, &file.blanks}) {
    for (const intake::RawField& field : *list) patterns.insert(intake::field_pattern(field.pointer));
  }
  return patterns;
}

/// Whether the form has all the fields; pages of it may be missing in the file.
bool is_form_of(const std::set<std::string>& patterns, const ShownForm& form) {
  return std::all_of(patterns.begin(), patterns.end(),
                     [&form](const std::string& pattern) { return form.has_field(pattern); });
}

}  // namespace

/// Two kinds with the same fields cannot be distinguished.
std::string kind_by_fields(const intake::ReturnedFile& file, KindLibrary& kinds) {
  const std::set<std::string> patterns = patterns_of(file);
  if (patterns.size() < kFewest) return {};
  std::string found;
  for (const std::string& name : kinds.names()) {
    const std::shared_ptr<const ShownForm> form = blank_form(kinds.get(name), file.type);
    if (!form || !is_form_of(patterns, *form)) continue;
    if (!found.empty()) return {};
    found = name;
  }
  return found;
}

/// Searches the pattern itself, for fields below it, and for the list of a box.
bool ShownForm::has_field(std::string_view pointer) const {
  const std::string pattern = intake::field_pattern(pointer);
  if (names.contains(pattern)) return true;
  const auto below = names.lower_bound(pattern + "/");
  if (below != names.end() && below->starts_with(pattern + "/")) return true;
  // A box of a list of choices: the list is the field.
  return pattern.ends_with("/*") && names.contains(pattern.substr(0, pattern.size() - 2));
}

/// Some programs write the label of a choice where the form expects its value. Unknown texts are kept.
std::string ShownForm::value_of(std::string_view pointer, const std::string& text) const {
  const forms::Field* const field = fields.find(pointer);
  const auto* const choice = field == nullptr ? nullptr : std::get_if<forms::ChoiceField>(&field->type);
  if (choice == nullptr) return text;
  for (const forms::FieldChoice& known : choice->choices) {
    if (known.label == text || known.option == text || known.value == text) return known.value;
  }
  return text;
}

/// Digits and words are values; 年 月 日 and separators are printed.
bool is_blank_text(std::string_view text) {
  constexpr std::u32string_view kEmpty = U" \n\r\t　年月日时分至—–-/.:";
  for (const auto& decoded : base::CodePoints(text)) {
    if (kEmpty.find(decoded.code_point) == std::u32string_view::npos) return false;
  }
  return true;
}

/// Not validated: forms are made from incomplete data.
std::optional<schema::WithDefaults> data_of_form(const CompiledKind& kind, const std::string& json, Run& run) {
  const auto source = read_source({"form", json}, run);
  if (!source) return std::nullopt;
  auto read = data::read_json(*source, run.sources().source_text(*source), json_limits({}), run.sink());
  if (!read) return std::nullopt;
  return schema::apply_defaults(*kind.schema, *std::move(read), {});
}

namespace {

/// The format from whose template a returned file was made; for Word files that of the pages, if the kind has one.
Format format_of(const CompiledKind& kind, intake::FileType type) {
  const bool has_pages = kind.find_output(Format::Pdf) != nullptr;
  const bool is_page = type == intake::FileType::Pdf || (type == intake::FileType::Docx && has_pages);
  return is_page ? Format::Pdf : Format::Xlsx;
}

}  // namespace

/// Messages of the run do not matter, since the form is made only for comparison.
std::optional<ShownForm> show_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                   const std::string& json) {
  if (!kind || !kind->usable || !kind->schema) return std::nullopt;
  // The template of the medium determines the fields: a workbook may show other fields than the pages.
  const KindOutput* const output = kind->find_output(format_of(*kind, type));
  if (output == nullptr || is_book_template(output->template_name)) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  Run run(kind);
  run.make_blank_form(true);
  const auto filled = data_of_form(*kind, json, run);
  if (!filled) return std::nullopt;
  const std::optional<dom::Tree> tree = expand_document(*kind, *output, filled->document, options, run);
  if (!tree) return std::nullopt;
  ShownForm form;
  form.fields = forms::collect_fields(*tree);
  forms::fill_fields(form.fields,
                     {*kind->schema, filled->document.root(), forms::document_language(*tree), kind->texts.replaced},
                     run.sink());
  for (const forms::Field& field : form.fields.fields) form.names.insert(intake::field_pattern(field.pointer));
  // Converted back in the same way as a returned form, so that both can be compared.
  const std::vector<intake::RawField> raw = raw_fields(form.fields);
  form.json = intake::data_from_fields(raw, *kind->schema, kind->manifest->info.name).json;
  form.given = given_data(raw, *kind, filled->document);
  return form;
}

/// The workbook is written and read back, since only the reader knows its print.
std::optional<intake::WorkbookLayout> layout_of(const std::shared_ptr<const CompiledKind>& kind,
                                                const std::string& json) {
  if (!kind || !kind->usable || !kind->schema) return std::nullopt;
  const KindOutput* const output = kind->find_output(Format::Xlsx);
  if (output == nullptr || is_book_template(output->template_name)) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  Run run(kind);
  run.make_blank_form(true);
  const auto filled = data_of_form(*kind, json, run);
  if (!filled) return std::nullopt;
  const auto document = prepare_document(*kind, *output, filled->document, options, run);
  if (!document) return std::nullopt;
  // The workbook is really made and read back: only the writer knows the final cells of the fields.
  WorkbookSource workbook{filled->document, document->fields, run.origins(), *kind->engine_options};
  workbook.form = kind.get();
  const FinishedFile file = make_workbook(document->tree, document->styles(*output), workbook, run.sink());
  intake::WorkbookLayout layout = intake::read_workbook_layout(file.bytes);
  const bool has_fields = std::any_of(layout.sheets.begin(), layout.sheets.end(),
                                      [](const intake::SheetLayout& sheet) { return !sheet.fields.empty(); });
  return has_fields ? std::optional(std::move(layout)) : std::nullopt;
}

/// Made once for each kind, by the first thread that needs it.
std::shared_ptr<const intake::WorkbookLayout> blank_layout(const std::shared_ptr<const CompiledKind>& kind) {
  if (!kind) return nullptr;
  CompiledKind::BlankLayout& blank = kind->derived->blank_layout;
  std::call_once(blank.once, [&] {
    auto made = layout_of(kind, "{}");
    if (made) blank.layout = std::make_shared<const intake::WorkbookLayout>(*std::move(made));
  });
  return blank.layout;
}

/// The form on pages if the kind has one, since its fields are in reading order; otherwise the workbook.
std::shared_ptr<const ShownForm> leading_form(const std::shared_ptr<const CompiledKind>& kind) {
  const bool has_pages = kind && kind->find_output(Format::Pdf) != nullptr;
  return blank_form(kind, has_pages ? intake::FileType::Pdf : intake::FileType::Xlsx);
}

FieldOrder::FieldOrder(const forms::FieldModel& fields) {
  // All rows of a list have the position of its first row, on any page.
  std::uint64_t next = 1;
  for (const forms::Field& field : fields.fields) {
    const std::string pattern = intake::field_pattern(field.pointer);
    if (!places_.emplace(pattern, next).second) continue;
    // Objects around a field have the position of their first field.
    for (std::size_t end = pattern.rfind('/'); end != std::string::npos && end != 0;
         end = pattern.rfind('/', end - 1)) {
      places_.emplace(pattern.substr(0, end), next);
    }
    ++next;
  }
}

/// A number by which pointers can be sorted as people read the form.
std::uint64_t FieldOrder::place_of(std::string_view pointer) const {
  constexpr std::uint64_t kRows = 10'000;
  if (pointer.empty()) return 0;
  const std::string pattern = intake::field_pattern(pointer);
  // First the position of the list, then the number of the row, then the field in the row.
  const std::size_t row = pattern.find("/*");
  const std::uint64_t list = row == std::string::npos ? 0 : find(std::string_view(pattern).substr(0, row));
  // Outside lists, or in a list that the form does not show.
  if (list == 0) return find(pattern) << 32;
  std::uint64_t number = 0;
  for (std::size_t i = row + 1; i < pointer.size() && pointer[i] != '/' && number < kRows; ++i) {
    number = number * 10 + static_cast<std::uint64_t>(pointer[i] - '0');
  }
  return (list << 32) + (std::min(number, kRows - 1) << 16) + find(pattern);
}

/// The position of the nearest field around a value that the form does not show; after all others if no field is around
/// it.
std::uint64_t FieldOrder::find(std::string_view pattern) const {
  for (std::string_view at = pattern; !at.empty(); at = base::parent_pointer(at)) {
    if (const auto known = places_.find(at); known != places_.end()) return known->second;
  }
  return 0xFFFF;
}

namespace {

/// The page in another language has the titles of that language, but the fields of the form.
std::shared_ptr<const webform::WebForm> make_web_form(const std::shared_ptr<const CompiledKind>& kind,
                                                      Language language) {
  const auto shown = leading_form(kind);
  if (!shown || shown->fields.fields.empty() || !kind->schema) return nullptr;
  forms::FieldModel fields = shown->fields;
  const Language own = forms::language_of_tag(kind->manifest->language);
  if (language != own) {
    // Hints of the blank form are in its own language.
    for (forms::Field& field : fields.fields) {
      if (const auto known = schema::known_field(*kind->schema, field.pointer)) {
        field.hint = known->description.in(language);
      }
    }
  }
  const webform::WebPlan plan = web_plan_of(*kind->manifest);
  return std::make_shared<const webform::WebForm>(webform::build_form({fields, *kind->schema, plan, language, own}));
}

}  // namespace

/// Returns null for a kind without fields.
std::shared_ptr<const webform::WebForm> web_form(const std::shared_ptr<const CompiledKind>& kind, Language language) {
  if (!kind) return nullptr;
  // Built once for each language; threads of a service share it.
  CompiledKind::WebPage& page = kind->derived->web_pages[static_cast<std::size_t>(language)];
  std::call_once(page.once, [&] { page.form = make_web_form(kind, language); });
  return page.form;
}

namespace {

/// The web form in both languages, made when a message first needs it.
class WebWords {
 public:
  explicit WebWords(std::shared_ptr<const CompiledKind> kind) : kind_(std::move(kind)) {}

  /// The words of the web page in both languages; the title of the schema for fields that it does not have.
  BilingualWords label(std::string_view pointer) {
    make();
    // A part of a field, such as a paragraph of a text, has the name of the field.
    for (std::string_view at = pointer; chinese_ && !at.empty(); at = base::parent_pointer(at)) {
      std::string words = webform::label_at(*chinese_, at);
      if (!words.empty()) return {webform::label_at(*english_, at), std::move(words)};
    }
    return field_label(*kind_->schema, pointer);
  }

  /// Messages say "fill in", "choose" or "tick" by how the page asks.
  diagnostics::Asking asking(std::string_view pointer) {
    make();
    const auto found = chinese_ ? webform::find_field(*chinese_, pointer) : std::nullopt;
    if (!found) return diagnostics::Asking::Type;
    const webform::WebField& field = *found->field;
    if (field.type == "check") return diagnostics::Asking::Tick;
    const bool is_list = (field.type == "choice" && !field.free_text) || field.type == "choices";
    return is_list && !field.choices.empty() ? diagnostics::Asking::Choose : diagnostics::Asking::Type;
  }

  /// Fields that make up a missing object. Rows of a list are added by people, so the list itself is missing.
  std::vector<std::string> parts(std::string_view pointer) {
    make();
    std::vector<std::string> parts;
    if (!chinese_) return parts;
    for (const webform::WebStep& step : chinese_->steps) {
      for (const webform::WebGroup& group : step.groups) {
        // Lists are left out: the number of rows that they need is a separate matter.
        if (group.is_list || group.pointer.empty() || !webform::is_within(group.pointer, pointer)) continue;
        for (const webform::WebField& field : group.fields) {
          if (must_have(pointer, field.pointer)) parts.push_back(field.pointer);
        }
      }
    }
    return parts;
  }

 private:
  void make() {
    // Words are needed only for messages, and most forms have none about fields.
    std::call_once(once_, [this] {
      chinese_ = web_form(kind_, Language::Chinese);
      english_ = web_form(kind_, Language::English);
    });
  }

  /// Whether the field is required, and so are all objects between.
  bool must_have(std::string_view object, std::string_view field) const {
    for (std::string_view at = field; at.size() > object.size(); at = base::parent_pointer(at)) {
      const auto known = schema::known_field(*kind_->schema, at);
      if (!known || !known->required) return false;
    }
    return true;
  }

  std::shared_ptr<const CompiledKind> kind_;
  std::once_flag once_;
  std::shared_ptr<const webform::WebForm> chinese_;
  std::shared_ptr<const webform::WebForm> english_;
};

}  // namespace

/// The guide keeps the kind, and makes the form only if a message needs it.
std::shared_ptr<const FieldGuide> field_guide(const std::shared_ptr<const CompiledKind>& kind, bool with_order) {
  if (!kind || !kind->schema) return nullptr;
  auto guide = std::make_shared<FieldGuide>();
  guide->label = [kind](std::string_view pointer) {
    return field_label(*kind->schema, pointer);
  };
  // Order and words of the web page are derived from the blank form.
  if (!with_order) return guide;
  const auto words = std::make_shared<WebWords>(kind);
  guide->label = [words](std::string_view pointer) {
    return words->label(pointer);
  };
  guide->asking = [words](std::string_view pointer) {
    return words->asking(pointer);
  };
  guide->parts = [words](std::string_view pointer) {
    return words->parts(pointer);
  };
  const auto order = std::make_shared<std::optional<FieldOrder>>();
  const auto once = std::make_shared<std::once_flag>();
  guide->order = [kind, order, once](std::string_view pointer) -> std::uint64_t {
    // Shared by copies of the function, hence the pointers.
    std::call_once(*once, [&] {
      const auto form = leading_form(kind);
      order->emplace(form ? form->fields : forms::FieldModel());
    });
    return (*order)->is_empty() ? 0 : (*order)->place_of(pointer);
  };
  return guide;
}

namespace {

std::size_t index_of_medium(const CompiledKind& kind, intake::FileType type) {
  return static_cast<std::size_t>(format_info(format_of(kind, type)).medium);
}

}  // namespace

/// Up to eight forms for each medium, the most recently used last.
std::shared_ptr<const ShownForm> given_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                            const std::string& json) {
  constexpr std::size_t kMaxForms = 8;
  constexpr std::size_t kMaxBytes = std::size_t{256} << 10;
  if (!kind) return std::make_shared<const ShownForm>();
  // Many returned forms of a kind were sent out with the same data. The last kMaxForms are kept, the most recent at the
  // end.
  CompiledKind::GivenForms& given = kind->derived->given_forms[index_of_medium(*kind, type)];
  {
    const std::lock_guard lock(given.mutex);
    const auto known =
        std::find_if(given.forms.begin(), given.forms.end(), [&json](const auto& form) { return form.json == json; });
    if (known != given.forms.end()) {
      std::rotate(known, known + 1, given.forms.end());
      return given.forms.back().shown;
    }
  }
  // Made without the lock: two threads may make the same form, which is harmless.
  auto shown = std::make_shared<const ShownForm>(show_form(kind, type, json).value_or(ShownForm()));
  // A form of large data is not kept, so that the memory of a kind stays limited.
  if (json.size() > kMaxBytes) return shown;
  const std::lock_guard lock(given.mutex);
  if (given.forms.size() >= kMaxForms) given.forms.erase(given.forms.begin());
  given.forms.push_back({json, shown});
  return shown;
}

/// Made once for each medium, by the first thread that needs it; null if the kind has no such output.
std::shared_ptr<const ShownForm> blank_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type) {
  if (!kind) return nullptr;
  CompiledKind::BlankForm& blank = kind->derived->blank_forms[index_of_medium(*kind, type)];
  std::call_once(blank.once, [&] {
    std::optional<ShownForm> made = show_form(kind, type, "{}");
    if (made) blank.shown = std::make_shared<const ShownForm>(*std::move(made));
  });
  return blank.shown;
}

// Texts that a form fixes.

namespace {

/// Appends all texts inside a value.
void add_texts(const data::Value& value, std::string_view between, std::string& texts) {
  if (const auto text = forms::value_text(value)) {
    texts.append(texts.empty() ? "" : between).append(*text);
    return;
  }
  for (std::size_t i = 0; (value.is_array() || value.is_object()) && i < value.size(); ++i) {
    add_texts(value.at(i), between, texts);
  }
}

std::string texts_of_value(const data::Value& value, std::string_view between) {
  std::string texts;
  add_texts(value, between, texts);
  return texts;
}

/// Line breaks of a text depend on the programs that have saved it.
std::string without_blanks(std::string text) {
  constexpr std::string_view kWideBlank = "\u3000";
  for (std::size_t at = text.find(kWideBlank); at != std::string::npos; at = text.find(kWideBlank, at)) {
    text.erase(at, kWideBlank.size());
  }
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return text;
}

/// Collects the values at a pointer in which `*` stands for each row.
void add_values(const data::Value& value, std::string_view rest, std::vector<data::Value>& found) {
  if (rest.empty()) return found.push_back(value);
  const std::size_t end = std::min(rest.find('/', 1), rest.size());
  const std::string_view token = rest.substr(1, end - 1);
  if (token == "*") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) add_values(value.at(i), rest.substr(end), found);
  } else if (const auto member = value.is_object() ? value.find(token) : std::nullopt) {
    add_values(*member, rest.substr(end), found);
  }
}

}  // namespace

/// Only texts that the web section marks as fixed, and that have a default.
void report_fixed_texts(const data::Document& document, const CompiledKind& kind, Run& run) {
  if (!kind.manifest || !kind.schema) return;
  const webform::WebPlan plan = web_plan_of(*kind.manifest);
  for (const auto& [pattern, words] : plan.words) {
    const auto field = words.is_fixed ? schema::known_field(*kind.schema, pattern) : nullptr;
    if (!field || !field->default_value) continue;
    const std::string own = without_blanks(texts_of_value(*field->default_value, {}));
    // A pattern with rows has a value in each row.
    std::vector<data::Value> values;
    add_values(document.root(), pattern, values);
    for (const data::Value& value : values) {
      if (without_blanks(texts_of_value(value, {})) == own) continue;
      const BilingualWords title = field_label(*kind.schema, value.pointer());
      run.sink().report(diagnostics::messages::IntakeFixedText, value.origin(), title.english, title.chinese,
                        texts_of_value(*field->default_value, " "));
    }
  }
}

}  // namespace gongwen::engine
