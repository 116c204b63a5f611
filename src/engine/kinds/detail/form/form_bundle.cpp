#include "engine/kinds/detail/form/form_bundle.h"

#include "base/format.h"
#include "engine/kinds/detail/form/form_flow.h"
#include "engine/kinds/detail/form/form_paper.h"
#include "engine/kinds/detail/form/form_report.h"
#include "engine/kinds/detail/form/form_rules.h"
#include "engine/kinds/detail/form/form_shown.h"
#include "engine/kinds/detail/manifest.h"

#include <algorithm>
#include <optional>

// The manifest is made from the head of the form, its section `web`, the members of fields about the web, and its
// rules. Members of a form.json that template.json has under the same name are copied with their places; `file_name`,
// `outputs`, `was`, `web` and `rules` are made.
namespace gongwen::engine {
namespace {

using data::Value;

/// The template for names of files: `报名表{% if name is defined %}（张示例）{% else %}（空白）{% endif %}`, with the
/// value of the field `by`, cut after `most` characters (40) and with its strokes replaced, since a name must not
/// become a path.
std::string file_name_of(const FormFile& form) {
  const bool is_chinese = form.title_language() == "zh";
  const auto own = form.root().find("file_name");
  if (own && own->is_string()) return std::string(own->string());
  std::string title = own ? form_text(*own, "title") : std::string();
  if (title.empty()) title = form_text(*form.root().find("title"), form.title_language());
  // A brace in the title must not begin an expression.
  std::string escaped;
  for (const char c : title) escaped += c == '{' ? std::string("{{ \"{\" }}") : std::string(1, c);
  if (!own) return escaped;
  const std::string pointer = form_text(*own, "by");
  // The variable to test is the first name of the pointer: a field of a group is absent with its
  // group.
  const std::string first = pointer.substr(1, pointer.find('/', 1) - 1);
  std::string most = form_number(*own, "most");
  if (most.empty()) most = "40";
  const std::string value = fmt::format("{{{{ {} | truncate({}, true, '…', 0) | replace('/', '／') }}}}",
                                        FormFile::expression_of(pointer), most);
  return fmt::format("{0}{{% if {1} is defined %}}{2}{3}{4}{{% else %}}{5}{{% endif %}}", escaped, first,
                     is_chinese ? "（" : " (", value, is_chinese ? "）" : ")", is_chinese ? "（空白）" : " (blank)");
}

MadeValue output_of_form(std::string_view file, std::vector<std::string_view> styles, diagnostics::Span place) {
  MadeValue made = MadeValue::object(place);
  made.put("template", MadeValue::text(file, place));
  MadeValue& list = made.put("styles", MadeValue::list(place));
  for (const std::string_view style : styles) list.add(MadeValue::text(style, place));
  return made;
}

/// Rules beside the form come last, so that they override those of the shared sheets.
MadeValue outputs(const FormFile& form, diagnostics::Span place) {
  std::vector<std::string_view> page{"shared/css/fonts.css", "shared/css/base.css", "shared/css/forms.css",
                                     "shared/css/fields.css", "shared/form/page.css"};
  // Both lists depend on the look: tables of forms, boxes, letters or a report.
  std::vector<std::string_view> sheet{"shared/css/forms-sheet.css", "shared/form/sheet.css"};
  if (has_part(form, "boxes")) {
    page = {"shared/css/fields.css", "shared/form/boxes.css"};
    sheet = {"shared/css/framed-rows.css", "shared/form/boxes-sheet.css"};
  }
  if (has_part(form, "text")) {
    page.push_back("shared/form/letter.css");
    sheet.push_back("shared/form/letter-sheet.css");
  }
  page.push_back("style.css");
  sheet.push_back("workbook.css");
  if (is_report(form)) {
    page[4] = "shared/form/report.css";
    // The fifth sheet is that of tables of forms, which a report does not have.
    sheet = {"shared/css/framed-rows.css", "shared/form/report-sheet.css", "workbook.css"};
  }
  // The page of a Word file has its own styles.
  if (form.has_word_page) page = {"shared/form/word-page.css"};
  if (form.has_own_page_style) page.push_back(kOwnPageStyle);
  if (form.has_own_sheet_style) sheet.push_back(kOwnSheetStyle);
  MadeValue made = MadeValue::object(place);
  made.put("page", output_of_form(form.has_word_page ? kWordPage : "document.html", std::move(page), place));
  made.put("sheet", output_of_form("workbook.html", std::move(sheet), place));
  return made;
}

/// The facts about the web in the description of a field, as an entry of `web.fields` in template.json; empty if it has
/// none.
MadeValue web_words(const FormField& field) {
  MadeValue made = MadeValue::object(field.value.span());
  if (const auto own = field.value.find("web")) made = MadeValue::copy_of(*own);
  // The schema does not have this hint (FieldSchema::add_hint): there the value is the name of a file.
  if (const auto hint = field.value.find("hint"); hint && field.type == FormFieldType::Photo)
    made.put("hint", MadeValue::copy_of(*hint));
  // The schema's hint for such a text concerns lists, which are not typed on the web.
  if (field.type == FormFieldType::Paragraphs && made.find("hint") == nullptr) {
    MadeValue& hint = made.put("hint", MadeValue::object(field.value.span()));
    hint.put("zh", MadeValue::text("一行一段", field.value.span()));
    hint.put("en", MadeValue::text("each line is a paragraph", field.value.span()));
  }
  if (const auto fill = field.value.find("fill")) made.put("autocomplete", MadeValue::copy_of(*fill));
  const bool is_object = field.type == FormFieldType::Opinion;
  if (const auto shown = field.value.find("show_if"); shown && !is_object)
    made.put("show_if", MadeValue::copy_of(*shown));
  if (field.must_if_shown && field.type != FormFieldType::List)
    made.put("must", MadeValue::flag(true, field.value.span()));
  if (const auto fixed = field.value.find("fixed")) made.put("fixed", MadeValue::copy_of(*fixed));
  if (field.flag("notify")) made.put("notify", MadeValue::flag(true, field.value.span()));
  return made;
}

/// The places of the fields in former editions (`was`), and the former names of their choices (`former_options`): data
/// of these editions are carried forward by them (returned/detail/carry_forward.h).
MadeValue was_of_fields(const FormFile& form) {
  MadeValue made = MadeValue::object(form.root().span());
  for (const FormField& field : form.fields) {
    const auto was = field.value.find("was");
    const auto options = field.value.find("former_options");
    if (!was && !options) continue;
    MadeValue& own = made.put(field.pointer, MadeValue::object(field.value.span()));
    if (was && was->is_string()) {
      own.put("at", MadeValue::list(was->span())).add(MadeValue::copy_of(*was));
    } else if (was) {
      own.put("at", MadeValue::copy_of(*was));
    }
    if (options) own.put("options", MadeValue::copy_of(*options));
  }
  return made;
}

/// If the form has no such section, makes one from its fields. Fields that the office fills in (`"by": "office"`) do
/// not appear on the web.
MadeValue web_section(const FormFile& form, const std::optional<Value>& section) {
  const diagnostics::Span place = section ? section->span() : form.root().span();
  MadeValue made = section ? MadeValue::copy_of(*section) : MadeValue::object(place);
  if (!section || !section->find("audience")) made.put("audience", MadeValue::text("applicant", place));
  MadeValue not_here = MadeValue::list(place);
  MadeValue words = MadeValue::object(place);
  for (const FormField& field : form.fields) {
    if (field.text("by") == "office" && field.is_on_paper())
      not_here.add(MadeValue::text(field.pointer, field.value.span()));
    MadeValue own = web_words(field);
    // For an opinion, they concern its text.
    const std::string_view part = field.type == FormFieldType::Opinion ? "/text" : "";
    if (!own.empty()) words.put(fmt::format("{}{}", field.pointer, part), std::move(own));
    // The condition hides the whole opinion, not only its text.
    const auto shown = field.value.find("show_if");
    if (shown && field.type == FormFieldType::Opinion) {
      words.put(field.pointer, MadeValue::object(place)).put("show_if", MadeValue::copy_of(*shown));
    }
  }
  if (!not_here.empty()) made.put("not_here", std::move(not_here));
  if (!words.empty()) made.put("fields", std::move(words));
  return made;
}

}  // namespace

// A bundle with both files is described by template.json; form.json beside it is ignored.
bool is_form_bundle(const resources::Folder& bundle) {
  return !bundle.contains(kManifestName) && !form_file_name(bundle).empty();
}

MadeValue manifest_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink) {
  const Value root = form.root();
  MadeValue made = MadeValue::object(root.span());
  // Members that are copied unchanged.
  for (const std::string_view name : {"kind", "title", "version", "language", "purpose", "filled_by", "source",
                                      "reconstruction", "identity", "same_as", "word"}) {
    if (const auto value = root.find(name)) made.put(name, MadeValue::copy_of(*value));
  }
  if (!root.find("language")) made.put("language", MadeValue::text("zh-CN", root.span()));
  const auto file_name = root.find("file_name");
  made.put("file_name", MadeValue::text(file_name_of(form), file_name ? file_name->span() : root.span()));
  made.put("outputs", outputs(form, root.find(is_report(form) ? "report" : "paper")->span()));
  if (MadeValue was = was_of_fields(form); !was.empty()) made.put("was", std::move(was));
  const auto web = root.find("web");
  const bool has_conditions = std::any_of(form.fields.begin(), form.fields.end(), [](const FormField& field) {
    return field.value.find("show_if").has_value();
  });
  // Conditions alone require a section: the web must know which fields to hide.
  if (web || has_conditions) made.put("web", web_section(form, web));
  MadeValue rules = root.find("rules") ? rules_of_form(form, sink) : MadeValue::list(root.span());
  add_shown_rules(form, rules);
  // An empty list of rules in the form stays an empty list, so that an expanded form says the same.
  if (!rules.empty() || root.find("rules")) made.put("rules", std::move(rules));
  return made;
}

/// Messages about the document show the name and the places of the form; `documents` records from which document it was
/// made.
std::shared_ptr<const data::Document> add_made_document(const FormFile& form, const MadeValue& made,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents) {
  const diagnostics::SourceId places = form.document->source();
  const diagnostics::SourceId own = store.add_name(std::string(store.source_name(places)));
  auto document = std::make_shared<const data::Document>(made.document(own, places));
  documents.add_made(document, form.document);
  return document;
}

resources::FilesInMemory files_of_form(const FormFile& form, const MadeValue& manifest, const MadeValue& schema,
                                       diagnostics::DiagnosticSink& sink) {
  resources::FilesInMemory files = paper_of_form(form, sink);
  files[std::string(kManifestName)] = manifest.json();
  files[std::string(kSchemaName)] = schema.json();
  return files;
}

}  // namespace gongwen::engine
