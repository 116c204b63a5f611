#include "service/designer/detail/part_forms.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "engine/webform/posted.h"
#include "service/detail/office_pages.h"

#include <algorithm>

namespace gongwen::service {

namespace {

/// Collects the pointers of fields in a row or cell. A pointer that occurs twice there is returned twice, since there
/// is one link for each place.
void pointers_in(const FormNode& node, const FormNode& fields, std::vector<std::string>& found) {
  if (node.is_text() && node.text.starts_with('/') && fields.member(node.text) != nullptr) found.push_back(node.text);
  for (const auto& [name, item] : node.items) pointers_in(item, fields, found);
}

}  // namespace

base::Json field_links(const OfficeVisit& visit, const FormDesign& design, const FormNode& node) {
  std::vector<std::string> pointers;
  if (const FormNode* const fields = design.form.member("fields")) pointers_in(node, *fields, pointers);
  base::Json list = base::Json::list();
  for (const std::string& pointer : pointers) {
    const std::vector<http::FormField> query{{"field", pointer}};
    base::Json one = base::Json::object();
    one.set("label", field_title(design.form, pointer, visit.language));
    list.add(std::move(one.set(
        "address", fmt::format("{}?{}#field", design_address(design.kind, "fields"), http::write_form(query)))));
  }
  return list;
}

std::string joined_titles(const OfficeVisit& visit, const FormNode& form, const FormNode& node) {
  std::vector<std::string> pointers;
  if (const FormNode* const fields = form.member("fields")) pointers_in(node, *fields, pointers);
  std::string all;
  for (const std::string& pointer : pointers) {
    all += (all.empty() ? "" : " · ") + field_title(form, pointer, visit.language);
  }
  return all;
}

namespace {

std::string part_title(const OfficeVisit& visit, const FormPart& part, std::size_t number) {
  switch (part.type) {
    case PartType::Paragraph: return texts::DesignPartParagraph.in(visit.language, number);
    case PartType::Heading: return texts::DesignPartHeading.in(visit.language, number);
    case PartType::Question: return texts::DesignPartQuestion.in(visit.language, number);
    case PartType::Drawn: return texts::DesignPartDrawn.in(visit.language, number);
    case PartType::CoverRow: return texts::DesignPartCover.in(visit.language, number);
    case PartType::Chapter: return texts::DesignPartChapter.in(visit.language, number);
  }
  return {};
}

}  // namespace

std::string part_address(const FormDesign& design, const std::string& at) {
  const std::vector<http::FormField> query{{"part", at}};
  // `#field` scrolls to the panel.
  return fmt::format("{}?{}#field", design_address(design.kind, "fields"), http::write_form(query));
}

namespace {

base::Json part_button(const OfficeVisit& visit, const FormPart& part, FormEdit edit,
                       const diagnostics::BilingualText& label, const std::string& about) {
  base::Json one = base::Json::object();
  one.set("value", fmt::format("{} {}", edit_name(edit), part.at)).set("label", visit.words(label));
  return std::move(one.set("about", texts::DesignOf.in(visit.language, about, visit.words(label))));
}

base::Json part_json(const OfficeVisit& visit, const FormDesign& design, const FormPart& part, std::size_t number,
                     bool is_only) {
  const FormNode& form = design.form;
  const std::string title = part_title(visit, part, number);
  std::string about = title;
  FormNode pointers = FormNode::list();
  // Taken from the form's own words, as a part has its fields, not from its JSON.
  for (const std::string& pointer : part.fields) pointers.items.emplace_back(std::string(), FormNode::of_text(pointer));
  const std::string titles = joined_titles(visit, form, pointers);
  if (!titles.empty()) about = texts::DesignOf.in(visit.language, title, titles);
  base::Json cell = base::Json::object();
  base::Json links = field_links(visit, design, pointers);
  if (!part.words.empty()) {
    base::Json link = base::Json::object();
    links.add(std::move(
        link.set("label", visit.words(texts::DesignPartWords)).set("address", part_address(design, part.at))));
    cell.set("text", words_with_titles(form, part.words));
  }
  cell.set("fields", std::move(links)).set("buttons", base::Json::list());
  base::Json buttons = base::Json::list();
  if (can_move_part(form, part.at, -1)) buttons.add(part_button(visit, part, FormEdit::PartUp, texts::DesignUp, about));
  if (can_move_part(form, part.at, 1))
    buttons.add(part_button(visit, part, FormEdit::PartDown, texts::DesignDown, about));
  if (!is_only) buttons.add(part_button(visit, part, FormEdit::DeletePart, texts::DesignDelete, about));
  base::Json json = base::Json::object();
  json.set("title", title).set("cells", std::move(base::Json::list().add(std::move(cell))));
  return std::move(json.set("buttons", std::move(buttons)));
}

}  // namespace

// Sheets with rows are on the page already: these parts are added after them.
bool add_parts(const OfficeVisit& visit, const FormDesign& design, base::Json& sheets) {
  const std::vector<PartGroup> groups = parts_of(design.form);
  std::size_t count = 0;
  // The last of all parts cannot be deleted.
  for (const PartGroup& group : groups) count += group.parts.size();
  for (const PartGroup& group : groups) {
    base::Json rows = base::Json::list();
    std::size_t number = 0;
    for (const FormPart& part : group.parts) rows.add(part_json(visit, design, part, ++number, count == 1));
    std::string title = group.sheet;
    if (design.form.member("report") != nullptr) {
      const std::string page = group.page == 0 ? visit.words(texts::DesignPartOfCover)
                                               : texts::DesignPreviewPage.in(visit.language, group.page);
      title = texts::DesignOf.in(visit.language, group.sheet, page);
    }
    base::Json made = base::Json::object();
    sheets.add(std::move(made.set("title", title).set("rows", std::move(rows))));
  }
  return count > 0;
}

namespace {

/// Returns the fields for which a sentence may have blanks: those without rows. A blank shows one value, so fields of
/// rows have no place in a sentence.
std::vector<OfficeChoice> blank_choices(const OfficeVisit& visit, const FormNode& form,
                                        const diagnostics::BilingualText& none) {
  std::vector<OfficeChoice> choices{{"", visit.words(none)}};
  for (const std::string& pointer : fields_in_order(form)) {
    if (pointer.find("/*/") == std::string::npos && !has_inner_fields(form, pointer))
      choices.push_back({pointer, field_title(form, pointer, visit.language)});
  }
  return choices;
}

}  // namespace

OfficeForm part_panel(const OfficeVisit& visit, const FormDesign& design, const FormPart& part) {
  OfficeForm form{part_address(design, part.at), {}, {}};
  form.title = visit.words(part.type == PartType::Heading ? texts::DesignPartHeadingTitle : texts::DesignPartTitle);
  form.hidden = {{"_revision", std::to_string(design.draft.revision)}};
  form.inputs.push_back({"words", "textarea", visit.words(texts::DesignRolePaper),
                         visit.has("words") ? visit.field("words") : words_with_titles(design.form, part.words),
                         part.type == PartType::Heading ? std::string() : visit.words(texts::DesignPartHint)});
  if (part.type == PartType::Paragraph) {
    form.inputs.push_back(select_input("insert", visit.words(texts::DesignPartInsert), visit.field("insert"),
                                       // The chosen blank is inserted at the end; a blank can also be typed into the
                                       // words.
                                       blank_choices(visit, design.form, texts::DesignGapNone)));
  }
  form.buttons = {{"_words", visit.words(texts::DesignSaveAndShow), false, part.at},
                  {"_edit", visit.words(texts::DesignDelete), true,
                   fmt::format("{} {}", edit_name(FormEdit::DeletePart), part.at)}};
  return form;
}

std::optional<OfficeForm> words_form(const OfficeVisit& visit, const FormDesign& design) {
  std::vector<OfficeChoice> after{{"", visit.words(texts::DesignAtTheEnd)}};
  for (const PartGroup& group : parts_of(design.form)) {
    std::size_t number = 0;
    for (const FormPart& part : group.parts) {
      std::string label = part_title(visit, part, ++number);
      FormNode pointers = FormNode::list();
      for (const std::string& pointer : part.fields)
        pointers.items.emplace_back(std::string(), FormNode::of_text(pointer));
      // Long enough to recognise a paragraph in a list of choices.
      constexpr std::size_t kShown = 20;
      std::string shown =
          part.words.empty() ? joined_titles(visit, design.form, pointers) : words_with_titles(design.form, part.words);
      if (base::count_code_points(shown) > kShown) shown = std::string(base::first_code_points(shown, kShown)) + "…";
      if (!shown.empty()) label = texts::DesignOf.in(visit.language, label, shown);
      // Words are added to letters and boxes, not to reports.
      if (part.at.starts_with("/paper/")) after.push_back({part.at, std::move(label)});
    }
  }
  if (after.size() == 1) return std::nullopt;
  OfficeForm form{
      design_address(design.kind, "fields"),
      {{"new_words", "textarea", visit.words(texts::DesignRolePaper), visit.field("new_words"),
        visit.words(texts::DesignPartHint)},
       select_input("words_after", visit.words(texts::DesignAddAfter), visit.field("words_after"), std::move(after))},
      {{"_add_words", visit.words(texts::DesignAddButton), true}}};
  form.title = visit.words(texts::DesignPartAdd);
  form.hidden = {{"_revision", std::to_string(design.draft.revision)}};
  return form;
}

base::Expected<std::string, std::string> typed_words(const OfficeVisit& visit, const FormNode& form,
                                                     const std::string& typed, std::string_view before) {
  constexpr std::size_t kMostWords = 4'000;
  std::string words = std::string(base::trim_ascii_space(webform::with_plain_line_ends(typed)));
  // A paragraph is one line in form.json.
  std::replace(words.begin(), words.end(), '\n', ' ');
  if (words.empty()) return base::Failure{visit.words(texts::DesignPartNoWords)};
  // Counted in characters, not bytes.
  if (base::count_code_points(words) > kMostWords)
    return base::Failure{texts::DesignPartTooLong.in(visit.language, kMostWords)};
  std::string bad;
  auto made = words_with_pointers(form, words, before, bad);
  if (!made) return base::Failure{texts::DesignPartNoField.in(visit.language, bad)};
  return *std::move(made);
}

}  // namespace gongwen::service
