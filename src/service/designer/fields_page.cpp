// The paper as a list of rows and cells with buttons, the panel of a field, the steps of the web, and the look.
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "engine/input/form_design.h"
#include "engine/webform/posted.h"
#include "service/designer/detail/designer.h"
#include "service/designer/detail/form_parts.h"
#include "service/designer/detail/part_forms.h"
#include "service/designer/detail/text_places.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

/// The types that the office can choose, by their names in form.json.
constexpr std::array<std::string_view, 14> kFieldTypes{"text",     "name",    "person",      "organisation", "long",
                                                       "number",   "date",    "month",       "phone",        "email",
                                                       "postcode", "id-card", "credit-code", "yes-no"};

bool is_field_type(std::string_view type) {
  return std::find(kFieldTypes.begin(), kFieldTypes.end(), type) != kFieldTypes.end();
}

std::vector<OfficeChoice> field_type_choices(const OfficeVisit& visit) {
  std::vector<OfficeChoice> choices;
  for (const std::string_view type : kFieldTypes) {
    choices.push_back({std::string(type), engine::words_of_type(type, {}, visit.language)});
  }
  return choices;
}

struct EditButton {
  FormEdit edit;
  const diagnostics::BilingualText& label;
};

// Buttons are offered only where the edit is possible: can_edit() tries it on a copy.
base::Json edit_buttons(const OfficeVisit& visit, const FormNode& form, const std::string& at, const std::string& about,
                        std::initializer_list<EditButton> buttons) {
  base::Json list = base::Json::list();
  for (const EditButton& button : buttons) {
    if (!can_edit(form, button.edit, at)) continue;
    base::Json one = base::Json::object();
    one.set("value", fmt::format("{} {}", edit_name(button.edit), at)).set("label", visit.words(button.label));
    list.add(std::move(one.set("about", texts::DesignOf.in(visit.language, about, visit.words(button.label)))));
  }
  return list;
}

std::string trimmed(std::string_view text) { return std::string(base::trim_ascii_space(text)); }

/// Reads options, one in each line as `value | zh | en`; returns nullopt and sets `bad` to the line that is wrong.
/// Example: `A | 甲 | First` → ["A", "甲", "First"]; `甲` alone is both value and wording. A fourth part is the printed
/// wording.
std::optional<FormNode> options_of(std::string_view text, std::string& bad) {
  constexpr std::size_t kParts = 4;
  FormNode list = FormNode::list();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    std::vector<std::string> parts;
    // `from` passes the end after the last part, even if that is empty.
    for (std::size_t from = 0; from <= line.size();) {
      const std::size_t bar = std::min(line.find('|', from), line.size());
      parts.push_back(trimmed(std::string_view(line).substr(from, bar - from)));
      from = bar + 1;
    }
    const bool has_empty = std::any_of(parts.begin(), parts.end(), [](const std::string& one) { return one.empty(); });
    // Two parts would leave open which language is missing.
    if (has_empty || parts.size() == 2 || parts.size() > kParts) {
      bad = line;
      return std::nullopt;
    }
    if (parts.size() == 1) {
      list.items.emplace_back(std::string(), FormNode::of_text(parts[0]));
      continue;
    }
    FormNode option = FormNode::list();
    for (const std::string& part : parts) option.items.emplace_back(std::string(), FormNode::of_text(part));
    list.items.emplace_back(std::string(), std::move(option));
  }
  return list;
}

// The inverse of options_of().
std::string options_text(const FormNode* list) {
  std::string text;
  for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    const FormNode& option = list->items[i].second;
    std::string line = option.is_text() ? option.text : std::string();
    for (const auto& [name, part] : option.items) line += (line.empty() ? "" : " | ") + part.text;
    text += line + '\n';
  }
  return text;
}

/// Returns whether the values are texts. Numbers would become texts when they are saved, so options with numbers can
/// only be changed in the file.
bool has_plain_options(const FormNode* list) {
  return list == nullptr || std::all_of(list->items.begin(), list->items.end(), [](const auto& item) {
           const FormNode& option = item.second;
           return option.is_text() ||
                  (option.is_list() && std::all_of(option.items.begin(), option.items.end(),
                                                   [](const auto& part) { return part.second.is_text(); }));
         });
}

std::string text_or_number(const FormNode* node) { return node == nullptr ? std::string() : node->text; }

/// Sets a member of a field, or removes it if the input is empty. An empty text is left out of form.json rather than
/// written.
void set_text(FormNode& field, std::string_view member, const std::string& text) {
  const std::string place = "/" + std::string(member);
  if (text.empty()) {
    field.erase(place);
  } else {
    field.put(place, FormNode::of_text(text));
  }
}

void set_both(FormNode& field, std::string_view member, const std::string& zh, const std::string& en) {
  const std::string place = "/" + std::string(member);
  if (zh.empty() && en.empty()) {
    field.erase(place);
    return;
  }
  FormNode both = FormNode::object();
  both.items = {{"zh", FormNode::of_text(zh)}, {"en", FormNode::of_text(en)}};
  field.put(place, std::move(both));
}

std::string both_text(const FormNode& field, std::string_view member, std::string_view language) {
  const FormNode* const both = field.member(member);
  return both == nullptr ? std::string() : both->text_of(language);
}

std::string step_title(const FormNode& step, diagnostics::Language language) {
  const FormNode* const title = step.member("title");
  return title == nullptr ? std::string() : TextOfBoth{title->text_of("zh"), title->text_of("en")}.in(language);
}

// Indexes are positions, so a page that was made before a step was moved is stale (is_stale).
std::vector<OfficeChoice> step_choices(const OfficeVisit& visit, const FormNode& form) {
  std::vector<OfficeChoice> choices{{"", visit.words(texts::DesignNoStep)}};
  const FormNode* const steps = form.find("/web/steps");
  for (std::size_t i = 0; steps != nullptr && i < steps->items.size(); ++i) {
    choices.push_back({std::to_string(i), step_title(steps->items[i].second, visit.language)});
  }
  return choices;
}

/// Returns the panel of a field. Input that was refused stays in it.
OfficeForm field_panel(const OfficeVisit& visit, const FormDesign& design, const std::string& pointer) {
  // The pointer is a name in `fields`, and has slashes itself: as a token they are escaped (`~1`).
  const FormNode& field = *design.form.find("/fields/" + pointer_token(pointer));
  const auto value = [&](std::string name, std::string known) {
    return visit.has(name) ? visit.field(name) : known;
  };
  const std::string address = design_address(design.kind, "fields");
  const std::vector<http::FormField> query{{"field", pointer}};
  OfficeForm form{fmt::format("{}?{}", address, http::write_form(query)), {}, {}};
  form.title = texts::DesignFieldTitle.in(visit.language, field_title(design.form, pointer, visit.language));
  form.about = texts::DesignForPrograms.in(visit.language, pointer);
  form.hidden = {{"_revision", std::to_string(design.draft.revision)}};
  const auto label = [&](const diagnostics::BilingualText& what, const diagnostics::BilingualText& language) {
    return texts::DesignOf.in(visit.language, visit.words(what), visit.words(language));
  };
  const auto add = [&](std::string name, std::string type, std::string words, const std::string& known,
                       std::string hint = {}) {
    form.inputs.push_back({name, std::move(type), std::move(words), value(name, known), std::move(hint)});
  };
  add("title_zh", "text", label(texts::DesignRoleTitle, texts::DesignChinese), both_text(field, "title", "zh"));
  add("title_en", "text", label(texts::DesignRoleTitle, texts::DesignEnglish), both_text(field, "title", "en"));
  // `print: false` means that the field is not on paper, so there is no text to edit.
  if (const FormNode* const print = field.member("print"); print == nullptr || print->is_text()) {
    add("print", "textarea", visit.words(texts::DesignRoleOnPaper), text_or_number(print));
  }
  add("hint_zh", "textarea", label(texts::DesignRoleHint, texts::DesignChinese), both_text(field, "hint", "zh"));
  add("hint_en", "textarea", label(texts::DesignRoleHint, texts::DesignEnglish), both_text(field, "hint", "en"));
  add("note", "textarea", visit.words(texts::DesignRoleNote), field.text_of("note"));
  // Groups and lists have no type and no limits of their own.
  if (!has_inner_fields(design.form, pointer)) {
    const FormNode* const type = field.member("type");
    // A type that is written as an object is shown as JSON.
    const std::string known = type == nullptr ? "text" : type->is_text() ? type->text : type->json();
    std::vector<OfficeChoice> choices = field_type_choices(visit);
    const bool is_listed =
        std::any_of(choices.begin(), choices.end(), [&](const auto& one) { return one.value == known; });
    // Otherwise saving the panel would change the type.
    if (!is_listed) choices.push_back({known, texts::DesignTypeOther.in(visit.language, known)});
    form.inputs.push_back(
        select_input("type", visit.words(texts::DesignType), value("type", known), std::move(choices)));
    const FormNode* const must = field.member("must");
    const std::string is_must = must != nullptr && must->text == "true" ? "1" : "";
    form.inputs.push_back(select_input("must", visit.words(texts::DesignMust), value("must", is_must),
                                       {{"", visit.words(texts::DesignNo)}, {"1", visit.words(texts::DesignYes)}}));
    add("min", "text", visit.words(texts::DesignMin), text_or_number(field.member("min")),
        visit.words(texts::DesignLimitsHint));
    add("max", "text", visit.words(texts::DesignMax), text_or_number(field.member("max")),
        visit.words(texts::DesignLimitsHint));
    if (has_plain_options(field.member("options"))) {
      add("options", "textarea", visit.words(texts::DesignOptions), options_text(field.member("options")),
          visit.words(texts::DesignOptionsHint));
    }
  }
  // Fields of rows belong to the step of their list.
  if (design.form.find("/web/steps") != nullptr && pointer.find("/*/") == std::string::npos) {
    const auto step = step_of(design.form, pointer);
    form.inputs.push_back(select_input("step", visit.words(texts::DesignStep),
                                       value("step", step ? std::to_string(*step) : std::string()),
                                       step_choices(visit, design.form)));
  }
  form.buttons = {{"_field", visit.words(texts::DesignSaveAndShow), false, pointer},
                  {"_edit", visit.words(texts::DesignDelete), true,
                   fmt::format("{} {}", edit_name(FormEdit::DeleteField), pointer)}};
  return form;
}

/// Takes the posted values into the field. Returns what is wrong; empty if nothing is.
std::string take_field(const OfficeVisit& visit, FormNode& form, const std::string& pointer) {
  FormNode* const field = form.find("/fields/" + pointer_token(pointer));
  if (field == nullptr) return visit.words(texts::DesignCannot);
  const auto typed = [&](std::string_view name) {
    return trimmed(webform::with_plain_line_ends(visit.field(name)));
  };
  // Both languages are needed: a form is used in both.
  if (typed("title_zh").empty() || typed("title_en").empty()) return visit.words(texts::DesignTitleNeeded);
  set_both(*field, "title", typed("title_zh"), typed("title_en"));
  // Members that the panel did not have are not changed.
  if (visit.has("print")) set_text(*field, "print", typed("print"));
  set_both(*field, "hint", typed("hint_zh"), typed("hint_en"));
  set_text(*field, "note", typed("note"));
  if (visit.has("type")) {
    const std::string type = typed("type");
    // A format that is not in the list can stay, but cannot be typed by hand. `text` is the type of a field without a
    // type.
    if (is_field_type(type) && (type != "text" || field->member("type") != nullptr))
      set_text(*field, "type", type == "text" ? "" : type);
    if (visit.field("must") == "1") {
      field->put("/must", FormNode::of_json("true"));
    } else {
      field->erase("/must");
    }
    for (const std::string_view name : {"min", "max"}) {
      const std::string text = typed(name);
      const auto number = typed_index(text);
      // Limits are whole numbers, 0 or more (form.schema.json).
      if (!text.empty() && !number) return texts::DesignBadNumber.in(visit.language, text);
      if (number) {
        field->put("/" + std::string(name), FormNode::of_json(std::to_string(*number)));
      } else {
        field->erase("/" + std::string(name));
      }
    }
  }
  if (visit.has("options")) {
    std::string bad;
    auto options = options_of(webform::with_plain_line_ends(visit.field("options")), bad);
    if (!options) return texts::DesignBadOption.in(visit.language, bad);
    if (options->items.empty()) {
      field->erase("/options");
    } else {
      field->put("/options", *std::move(options));
    }
  }
  if (visit.has("step")) {
    const auto step = typed_index(visit.field("step"));
    // A field of a group is in the step of the group until an editor moves it.
    if (step != step_of(form, pointer)) set_step(form, pointer, step);
  }
  return {};
}

}  // namespace

// Buttons of the page: `_edit` (rows, cells, deleting), `_words` (a sentence), `_add_words`, `_add` (a field), `_field`
// (the panel).
void Designer::change_fields(const VisitPtr& visit, const DesignPtr& design) {
  const auto refuse = [&](const std::string& words) {
    show_fields(visit, design, http::status::kUnprocessable, {words});
  };
  // The page shows the input again, based on the present form.
  if (is_stale(visit, *design))
    return show_fields(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
  const std::string address = design_address(design->kind, "fields");
  FormNode changed = design->form;
  if (visit->has("_edit")) {
    const std::string order = visit->field("_edit");
    // `row-up /paper/0/rows/3`: the name of the edit and its place.
    const std::size_t blank = std::min(order.find(' '), order.size());
    const auto edit = find_edit(order.substr(0, blank));
    const std::string at = order.substr(std::min(blank + 1, order.size()));
    if (!edit || !apply_edit(changed, *edit, at)) return refuse(visit->words(texts::DesignCannot));
    return save(visit, design, std::move(changed), "fields", address + "#rows");
  }
  if (visit->has("_words")) {
    const std::string at = visit->field("_words");
    const auto part = part_at(changed, at);
    // Only paragraphs and headings have words.
    if (!part || part->words.empty()) return refuse(visit->words(texts::DesignCannot));
    auto words = typed_words(*visit, changed, visit->field("words"), part->words);
    if (!words) return refuse(words.error());
    const std::string insert = visit->field("insert");
    // An inserted field is added at the end of the sentence, as `{/org}`.
    const FormNode* const fields = changed.member("fields");
    if (!insert.empty() && (fields == nullptr || fields->member(insert) == nullptr))
      return refuse(visit->words(texts::DesignCannot));
    if (!insert.empty()) *words += "{" + insert + "}";
    if (!set_part_words(changed, at, *words)) return refuse(visit->words(texts::DesignCannot));
    return save(visit, design, std::move(changed), "fields", part_address(*design, at));
  }
  if (visit->has("_add_words")) {
    auto words = typed_words(*visit, changed, visit->field("new_words"), {});
    if (!words) return refuse(words.error());
    // Adding words moves the parts after it, so names of texts have to follow (text_places.h).
    const FormNode before = changed;
    mark_places(changed);
    const auto at = add_words(changed, visit->field("words_after"), *words);
    follow_places(changed, before);
    if (!at) return refuse(visit->words(texts::DesignCannot));
    return save(visit, design, std::move(changed), "fields", part_address(*design, *at));
  }
  if (visit->has("_add")) {
    const NewFormField field{trimmed(visit->field("new_zh")), trimmed(visit->field("new_en")), visit->field("new_type"),
                             visit->field("new_after")};
    if (field.title_zh.empty() || field.title_en.empty()) return refuse(visit->words(texts::DesignTitleNeeded));
    const auto pointer = is_field_type(field.type) ? add_field(changed, field) : std::nullopt;
    if (!pointer) return refuse(visit->words(texts::DesignCannot));
    const std::vector<http::FormField> query{{"field", *pointer}};
    return save(visit, design, std::move(changed), "fields",
                fmt::format("{}?{}#field", address, http::write_form(query)));
  }
  if (!visit->has("_field")) return pages_.send_not_found(visit);
  const std::string pointer = visit->field("_field");
  if (const std::string wrong = take_field(*visit, changed, pointer); !wrong.empty()) return refuse(wrong);
  const std::vector<http::FormField> query{{"field", pointer}};
  save(visit, design, std::move(changed), "fields", fmt::format("{}?{}#field", address, http::write_form(query)));
}

// The page has three parts: the rows of the paper, all fields, and at the side the panel of one field and the pictures.
void Designer::show_fields(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                           std::vector<std::string> errors) {
  check(
      visit, *design, kDesignCheck,
      [this, visit, design, status, errors = std::move(errors)](const DesignCheck& check, const std::string& report) {
        const FormNode& form = design->form;
        base::Json sheets = base::Json::list();
        bool has_rows = false;
        const FormNode* const paper = form.member("paper");
        for (std::size_t sheet = 0; paper != nullptr && sheet < paper->items.size(); ++sheet) {
          const FormNode& table = paper->items[sheet].second;
          const FormNode* const rows = table.member("rows");
          if (rows == nullptr) continue;
          has_rows = true;
          base::Json list = base::Json::list();
          for (std::size_t row = 0; row < rows->items.size(); ++row) {
            const FormNode& one = rows->items[row].second;
            // The place of the row, by which buttons name it.
            const std::string at = fmt::format("/paper/{}/rows/{}", sheet, row);
            std::string about = texts::DesignRowTitle.in(visit->language, row + 1);
            const std::string titles = joined_titles(*visit, form, one);
            if (!titles.empty()) about = texts::DesignOf.in(visit->language, about, titles);
            base::Json cells = base::Json::list();
            const FormNode* const own = one.member("cells");
            for (std::size_t cell = 0; own != nullptr && cell < own->items.size(); ++cell) {
              const std::string cell_at = fmt::format("{}/cells/{}", at, cell);
              const std::string name = joined_titles(*visit, form, own->items[cell].second);
              base::Json made = base::Json::object();
              made.set("fields", field_links(*visit, *design, own->items[cell].second));
              made.set("buttons", edit_buttons(*visit, form, cell_at, name,
                                               {{FormEdit::CellLeft, texts::DesignLeft},
                                                {FormEdit::CellRight, texts::DesignRight},
                                                {FormEdit::Wider, texts::DesignWider},
                                                {FormEdit::Narrower, texts::DesignNarrower}}));
              cells.add(std::move(made));
            }
            // A row without cells is one wide field, or words.
            if (own == nullptr) {
              base::Json made = base::Json::object();
              const FormNode* const words = one.member("words");
              made.set("fields", field_links(*visit, *design, one)).set("buttons", base::Json::list());
              if (words != nullptr && words->is_text()) made.set("text", words->text);
              cells.add(std::move(made));
            }
            base::Json made = base::Json::object();
            made.set("title", texts::DesignRowTitle.in(visit->language, row + 1)).set("cells", std::move(cells));
            made.set("buttons", edit_buttons(*visit, form, at, about,
                                             {{FormEdit::RowUp, texts::DesignUp},
                                              {FormEdit::RowDown, texts::DesignDown},
                                              {FormEdit::Split, texts::DesignSplit},
                                              {FormEdit::Join, texts::DesignJoin},
                                              {FormEdit::DeleteRow, texts::DesignDelete}}));
            list.add(std::move(made));
          }
          base::Json made = base::Json::object();
          sheets.add(std::move(made.set("title", table.text_of("sheet")).set("rows", std::move(list))));
        }
        // Letters, boxes and reports have parts instead of rows.
        if (add_parts(*visit, *design, sheets)) has_rows = true;
        base::Json others = base::Json::list();
        // All fields, also those that are nowhere on paper.
        for (const std::string& pointer : fields_in_order(form)) {
          FormNode one = FormNode::of_text(pointer);
          base::Json links = field_links(*visit, *design, one);
          others.add(std::move(base::Json::object().set("fields", std::move(links))));
        }
        std::vector<OfficeForm> forms;
        const std::string field = visit->asked("field");
        base::Json context = base::Json::object();
        // A field that was deleted meanwhile has no panel.
        if (!field.empty() && form.find("/fields/" + pointer_token(field)) != nullptr) {
          context.set("panel", base::to_json(std::vector<OfficeForm>{field_panel(*visit, *design, field)}));
        }
        const auto part = part_at(form, visit->asked("part"));
        if (part && !part->words.empty())
          context.set("panel", base::to_json(std::vector<OfficeForm>{part_panel(*visit, *design, *part)}));
        // If only templates draw the paper of a form, no fields can be added here.
        if (has_rows) {
          std::vector<OfficeChoice> after{{"", visit->words(texts::DesignAtTheEnd)}};
          // A new field is put after another one that is filled in itself and is not in a row of a list.
          for (const std::string& pointer : fields_in_order(form)) {
            if (pointer.find("/*/") == std::string::npos && !has_inner_fields(form, pointer)) {
              after.push_back({pointer, field_title(form, pointer, visit->language)});
            }
          }
          const std::vector<OfficeChoice> types = field_type_choices(*visit);
          OfficeForm add{design_address(design->kind, "fields"), {}, {{"_add", visit->words(texts::DesignAddButton)}}};
          add.title = visit->words(texts::DesignAdd);
          add.hidden = {{"_revision", std::to_string(design->draft.revision)}};
          const auto label = [&](const diagnostics::BilingualText& language) {
            return texts::DesignOf.in(visit->language, visit->words(texts::DesignRoleTitle), visit->words(language));
          };
          add.inputs = {
              {"new_zh", "text", label(texts::DesignChinese), visit->field("new_zh")},
              {"new_en", "text", label(texts::DesignEnglish), visit->field("new_en")},
              select_input("new_type", visit->words(texts::DesignType), visit->field("new_type"), types),
              select_input("new_after", visit->words(texts::DesignAddAfter), visit->field("new_after"), after)};
          forms.push_back(std::move(add));
          if (auto words = words_form(*visit, *design)) forms.push_back(*std::move(words));
        }
        base::Json words = base::Json::object();
        words.set("all", visit->words(texts::DesignAllFields)).set("not_rows", visit->words(texts::DesignNotRows));
        words.set("rows", visit->words(texts::DesignFields));
        context.set("w", std::move(words)).set("sheets", std::move(sheets)).set("others", std::move(others));
        context.set("action", design_address(design->kind, "fields")).set("has_rows", has_rows);
        context.set("new_field", base::to_json(forms)).set("shown", pictures(visit, *design, check, report));
        send(visit, *design, "fields", status, "design-fields", std::move(context), errors);
      });
}

// Steps.

void Designer::show_steps(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                          std::vector<std::string> errors) {
  const FormNode& form = design->form;
  const std::string address = design_address(design->kind, "steps");
  const HiddenField revision{"_revision", std::to_string(design->draft.revision)};
  OfficeTable page;
  const FormNode* const steps = form.find("/web/steps");
  page.paragraphs = {visit->words(steps == nullptr ? texts::DesignNoSteps : texts::DesignStepsAbout)};
  page.heads = {visit->words(texts::DesignStep), visit->words(texts::DesignFields)};
  // Fields of rows go with their list.
  std::vector<OfficeChoice> fields;
  for (const std::string& pointer : fields_in_order(form)) {
    if (pointer.find("/*/") == std::string::npos) {
      fields.push_back({pointer, field_title(form, pointer, visit->language)});
    }
  }
  for (std::size_t i = 0; steps != nullptr && i < steps->items.size(); ++i) {
    const FormNode& step = steps->items[i].second;
    const std::string title = step_title(step, visit->language);
    const FormNode* const own = step.member("fields");
    page.rows.push_back({{{title}, {own == nullptr ? std::string() : joined_titles(*visit, form, *own)}}});
    OfficeForm one{address, {}, {}};
    one.title = texts::DesignOf.in(visit->language, visit->words(texts::DesignStep), title);
    one.hidden = {revision, {"step", std::to_string(i)}};
    const auto label = [&](const diagnostics::BilingualText& language) {
      return texts::DesignOf.in(visit->language, visit->words(texts::DesignRoleTitle), visit->words(language));
    };
    one.inputs = {{"title_zh", "text", label(texts::DesignChinese), both_text(step, "title", "zh")},
                  {"title_en", "text", label(texts::DesignEnglish), both_text(step, "title", "en")}};
    one.buttons = {{"_step", visit->words(texts::DesignSave), true}};
    const std::string at = fmt::format("/web/steps/{}", i);
    for (const auto& [edit, words] :
         {EditButton{FormEdit::StepUp, texts::DesignUp}, EditButton{FormEdit::StepDown, texts::DesignDown},
          EditButton{FormEdit::DeleteStep, texts::DesignDelete}}) {
      if (!can_edit(form, edit, at)) continue;
      one.buttons.push_back({"_edit", visit->words(words), true, fmt::format("{} {}", edit_name(edit), at)});
    }
    page.forms.push_back(std::move(one));
  }
  if (steps != nullptr) {
    std::string outside;
    for (const std::string& pointer : fields_in_order(form)) {
      const FormNode* const field = form.find("/fields/" + pointer_token(pointer));
      // Fields of the office, and groups as such, are in no step.
      const bool is_inner = pointer.find("/*/") != std::string::npos || has_inner_fields(form, pointer);
      if (is_inner || field->text_of("by") == "office" || step_of(form, pointer)) continue;
      outside += (outside.empty() ? "" : " · ") + field_title(form, pointer, visit->language);
    }
    if (!outside.empty()) page.rows.push_back({{{visit->words(texts::DesignOutside)}, {outside}}});
    OfficeForm move{address, {}, {{"_move", visit->words(texts::DesignMove)}}};
    move.title = visit->words(texts::DesignMove);
    move.hidden = {revision};
    move.inputs = {
        select_input("field", visit->words(texts::DesignFields), visit->field("field"), fields),
        select_input("to", visit->words(texts::DesignMoveTo), visit->field("to"), step_choices(*visit, form))};
    page.forms.insert(page.forms.begin(), std::move(move));
    OfficeForm add{address, {}, {{"_add", visit->words(texts::DesignAddButton), true}}};
    // An empty step is allowed while the form is edited; publishing reports required fields that are in no
    // step.
    add.title = visit->words(texts::DesignAddStep);
    add.hidden = {revision};
    add.inputs = {
        {"title_zh", "text",
         texts::DesignOf.in(visit->language, visit->words(texts::DesignRoleTitle), visit->words(texts::DesignChinese)),
         visit->field("title_zh")},
        {"title_en", "text",
         texts::DesignOf.in(visit->language, visit->words(texts::DesignRoleTitle), visit->words(texts::DesignEnglish)),
         visit->field("title_en")}};
    page.forms.push_back(std::move(add));
  }
  send_table(visit, *design, "steps", status, std::move(page), std::move(errors));
}

void Designer::change_steps(const VisitPtr& visit, const DesignPtr& design) {
  if (is_stale(visit, *design))
    return show_steps(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
  FormNode changed = design->form;
  FormNode* const steps = changed.find("/web/steps");
  const auto refuse = [&](const diagnostics::BilingualText& words) {
    show_steps(visit, design, http::status::kUnprocessable, {visit->words(words)});
  };
  // A form without steps is one page, so nothing can be moved.
  if (steps == nullptr) return refuse(texts::DesignCannot);
  const std::string zh = trimmed(visit->field("title_zh"));
  const std::string en = trimmed(visit->field("title_en"));
  if (visit->has("_edit")) {
    const std::string order = visit->field("_edit");
    const std::size_t blank = std::min(order.find(' '), order.size());
    const auto edit = find_edit(order.substr(0, blank));
    if (!edit || !apply_edit(changed, *edit, order.substr(std::min(blank + 1, order.size())))) {
      return refuse(texts::DesignCannot);
    }
  } else if (visit->has("_move")) {
    const FormNode* const fields = changed.member("fields");
    if (fields == nullptr || fields->member(visit->field("field")) == nullptr) return refuse(texts::DesignCannot);
    // Empty `to`: out of all steps.
    set_step(changed, visit->field("field"), typed_index(visit->field("to")));
  } else if (visit->has("_step") || visit->has("_add")) {
    if (zh.empty() || en.empty()) return refuse(texts::DesignTitleNeeded);
    const auto index = typed_index(visit->field("step"));
    if (visit->has("_step")) {
      if (!index || *index >= steps->items.size()) return refuse(texts::DesignCannot);
      set_both(steps->items[*index].second, "title", zh, en);
    } else {
      FormNode step = FormNode::object();
      set_both(step, "title", zh, en);
      step.put("/fields", FormNode::list());
      steps->items.emplace_back(std::string(), std::move(step));
    }
  } else {
    return pages_.send_not_found(visit);
  }
  save(visit, design, std::move(changed), "steps", design_address(design->kind, "steps"));
}

// Look.

namespace {

/// A number of the look, its place in the form, and its limits. These are the limits of the engine, so a draft cannot
/// become invalid here.
struct LookNumber {
  std::string name;
  std::string place;
  std::string label;
  std::int64_t least;
  std::int64_t most;
};

std::vector<LookNumber> look_numbers(const OfficeVisit& visit, const FormNode& form) {
  // Margins are mm; heights are those of form.json (form.schema.json), rows in points.
  constexpr std::int64_t kMostHeight = 800;
  std::vector<LookNumber> numbers;
  const FormNode* const margin = form.find("/look/margin");
  // A margin of four numbers can only be changed in the file.
  if (margin == nullptr || !margin->is_list()) {
    numbers.push_back({"margin", "/look/margin", visit.words(texts::DesignMargins), 5, 60});
  }
  numbers.push_back({"seal", "/look/seal_height", visit.words(texts::DesignSealHeight), 0, kMostHeight});
  numbers.push_back({"opinion", "/look/opinion_height", visit.words(texts::DesignOpinionHeight), 0, kMostHeight});
  const FormNode* const paper = form.member("paper");
  for (std::size_t i = 0; paper != nullptr && i < paper->items.size(); ++i) {
    const FormNode& table = paper->items[i].second;
    if (table.member("rows") == nullptr) continue;
    numbers.push_back({fmt::format("height{}", i), fmt::format("/paper/{}/height", i),
                       texts::DesignRowHeight.in(visit.language, table.text_of("sheet")), 0, kMostHeight});
  }
  return numbers;
}

}  // namespace

void Designer::show_look(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                         std::vector<std::string> errors) {
  check(
      visit, *design, kDesignCheck,
      [this, visit, design, status, errors = std::move(errors)](const DesignCheck& check, const std::string& report) {
        OfficeForm form{design_address(design->kind, "look"), {}, {{"_save", visit->words(texts::DesignSaveAndShow)}}};
        form.title = visit->words(texts::DesignLook);
        form.hidden = {{"_revision", std::to_string(design->draft.revision)}};
        // After a refusal the typed numbers stay.
        const auto value = [&](const std::string& name, const std::string& known) {
          return visit->has(name) ? visit->field(name) : known;
        };
        form.inputs.push_back(
            {"annex", "text", visit->words(texts::DesignAnnex), value("annex", design->form.text_of("annex"))});
        for (const LookNumber& one : look_numbers(*visit, design->form)) {
          form.inputs.push_back({one.name, "text", one.label,
                                 value(one.name, text_or_number(design->form.find(one.place))),
                                 visit->words(texts::DesignHeightHint)});
        }
        base::Json context = base::Json::object();
        context.set("panel", base::to_json(std::vector<OfficeForm>{std::move(form)}));
        context.set("shown", pictures(visit, *design, check, report));
        send(visit, *design, "look", status, "design-look", std::move(context), errors);
      });
}

void Designer::change_look(const VisitPtr& visit, const DesignPtr& design) {
  if (!visit->has("_save")) return pages_.send_not_found(visit);
  if (is_stale(visit, *design))
    return show_look(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
  FormNode changed = design->form;
  const std::string annex = trimmed(visit->field("annex"));
  set_text(changed, "annex", annex);
  for (const LookNumber& one : look_numbers(*visit, design->form)) {
    const std::string text = trimmed(visit->field(one.name));
    const auto number = typed_number(text);
    // Empty input: the engine's default.
    if (text.empty()) {
      changed.erase(one.place);
    } else if (!number || *number < static_cast<double>(one.least) || *number > static_cast<double>(one.most)) {
      return show_look(visit, design, http::status::kUnprocessable,
                       {texts::DesignBadLook.in(visit->language, text, one.least, one.most)});
    } else {
      // `/look` itself may be missing.
      if (one.place.starts_with("/look/") && changed.member("look") == nullptr)
        changed.put("/look", FormNode::object());
      changed.put(one.place, FormNode::of_number(*number));
    }
  }
  save(visit, design, std::move(changed), "look", design_address(design->kind, "look"));
}

}  // namespace gongwen::service
