#include "service/designer/detail/new_forms.h"

#include "base/format.h"
#include "diagnostics/catalogue/texts/design.h"
#include "diagnostics/place_words.h"
#include "engine/input/form_design.h"
#include "resources/folder.h"
#include "service/designer/detail/designer.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

/// Returns the columns of a list, which are not guesses of their own.
std::string guessed_columns(const FormNode& form, const std::string& list, diagnostics::Language language) {
  const FormNode* const fields = form.member("fields");
  std::string columns;
  for (std::size_t i = 0; fields != nullptr && i < fields->items.size(); ++i) {
    const std::string& pointer = fields->items[i].first;
    // `/jobs/*/from` is a column of `/jobs`.
    if (!pointer.starts_with(list + "/*/")) continue;
    columns += (columns.empty() ? "" : " · ") + field_title(form, pointer, language);
  }
  return columns;
}

OfficeRow guess_row(const std::string& kind, const FormNode& form, const DesignGuess& guess,
                    diagnostics::Language language) {
  const bool is_field = !guess.pointer.empty();
  const auto reason = engine::words_of_guess(guess.reason);
  const std::vector<http::FormField> query{{"field", guess.pointer}};
  // One of two marks: no field was made, or a person should check the type.
  OfficeCell mark;
  if (!is_field) mark.text = texts::DesignGuessNone.in(language);
  if (is_field && !guess.sure) mark.text = texts::DesignGuessCheck.in(language);
  if (!mark.text.empty()) mark.mark = "faulty";
  std::string type = is_field ? engine::words_of_type(guess.type, guess.reason, language) : std::string("–");
  // The type of a list also names its columns.
  if (guess.type == "list") type = texts::DesignOf.in(language, type, guessed_columns(form, guess.pointer, language));
  return {{{guess.title, is_field ? fmt::format("{}?{}#field", design_address(kind, "fields"), http::write_form(query))
                                  : std::string()},
           {std::move(type)},
           {reason ? std::string(reason->in(language)) : std::string("–")},
           {diagnostics::place_in_words(guess.place, language)},
           std::move(mark)}};
}

}  // namespace

FormNode title_node(const std::string& zh, const std::string& en) {
  FormNode title = FormNode::object();
  title.items = {{"zh", FormNode::of_text(zh)}, {"en", FormNode::of_text(en)}};
  return title;
}

// Values are shown again only if this form was sent, not the one of copies.
OfficeForm file_form(const OfficeVisit& visit) {
  OfficeForm form{std::string(kFormsAddress), {}, {{"_file", visit.words(texts::DesignFileButton), true}}};
  form.title = visit.words(texts::DesignFileTitle);
  form.about = visit.words(texts::DesignFileAbout);
  const auto value = [&visit](std::string_view name) {
    return visit.has("_file") ? visit.field(name) : std::string();
  };
  form.inputs = {
      {"file", "file", visit.words(texts::DesignFile)},
      {"lines", "textarea", visit.words(texts::DesignFileLines), value("lines"),
       visit.words(texts::DesignFileLinesHint)},
      {"name", "text", visit.words(texts::DesignCopyName), value("name"), visit.words(texts::DesignCopyNameHint)},
      {"title_zh", "text", visit.words(texts::DesignCopyTitleZh), value("title_zh"),
       visit.words(texts::DesignFileTitleHint)},
      {"title_en", "text", visit.words(texts::DesignCopyTitleEn), value("title_en"),
       visit.words(texts::DesignFileTitleHint)}};
  return form;
}

OfficeForm copy_form(const OfficeVisit& visit, const DesignKinds& kinds) {
  OfficeForm form{std::string(kFormsAddress), {}, {{"_copy", visit.words(texts::DesignCopyButton), true}}};
  form.title = visit.words(texts::DesignCopyTitle);
  form.about = visit.words(texts::DesignCopyAbout);
  const auto value = [&visit](std::string_view name) {
    return visit.has("_copy") ? visit.field(name) : std::string();
  };
  std::vector<OfficeChoice> choices;
  for (const DesignKind& kind : kinds.designed)
    choices.push_back({kind.kind, std::string(kind.title.in(visit.language))});
  form.inputs = {
      select_input("origin", visit.words(texts::DesignCopyOf), value("origin"), std::move(choices)),
      {"name", "text", visit.words(texts::DesignCopyName), value("name"), visit.words(texts::DesignCopyNameHint)},
      {"title_zh", "text", visit.words(texts::DesignCopyTitleZh), value("title_zh")},
      {"title_en", "text", visit.words(texts::DesignCopyTitleEn), value("title_en")}};
  return form;
}

bool is_free_name(const DesignKinds& kinds, const std::string& name) {
  // The list is sorted (design_kinds), as binary_search needs it.
  return engine::is_name_of_kind(name) && !std::binary_search(kinds.names.begin(), kinds.names.end(), name);
}

inbox::FormDraft draft_of_new(const std::string& kind, const FormNode& form, const std::string& author,
                              inbox::Seconds now) {
  inbox::FormDraft draft;
  draft.kind = kind;
  draft.form = form.layout();
  draft.origin = kNoOrigin;
  draft.author = author;
  draft.changed = now;
  return draft;
}

std::string name_of_sent_file(const std::string& name) {
  constexpr std::size_t kMostName = 200;
  const std::string last = name.substr(name.find_last_of("/\\") + 1);
  const bool is_name = resources::is_inner_name(last) && last.size() <= kMostName;
  // At most six characters of the ending, by which the engine recognises the type.
  return is_name ? last : "form" + last.substr(std::min(last.rfind('.'), last.size())).substr(0, 6);
}

Task new_form_task(const std::string& kind, MemoryFile file, const std::string& zh, const std::string& en) {
  Task task;
  task.operation = Operation::Design;
  task.kind = kind;
  task.options.design = kDesignNew;
  // The reader of files takes the title as one line: `报名表 = registration`.
  if (!zh.empty()) task.options.design_title = en.empty() ? zh : zh + " = " + en;
  task.files.push_back(std::move(file));
  return task;
}

base::Expected<FormNode, std::string> new_form_of(const DesignOfFile& made, const std::string& kind,
                                                  const std::string& zh, const std::string& en) {
  // The worker has read a file from a stranger, so its answer is checked like a form that a program sends.
  auto form = FormNode::read(made.form);
  if (made.form.empty() || !form || !form->is_object() || form->text_of("kind") != kind)
    return base::Failure{std::string("json")};
  const FormNode* const fields = form->member("fields");
  if (fields == nullptr) return base::Failure{std::string("json")};
  // The same limits as for a draft that an editor types.
  if (made.form.size() > kMaxFormBytes || fields->items.size() > kMaxFormFields)
    return base::Failure{std::string("size")};
  // A title that was not typed stays that of the file.
  const auto of_file = [&form](std::string_view place, const std::string& otherwise) {
    const FormNode* const title = form->find(place);
    return title == nullptr || title->text.empty() ? otherwise : title->text;
  };
  if (!zh.empty() || !en.empty()) {
    const std::string chinese = zh.empty() ? of_file("/title/zh", kind) : zh;
    // A single title stands for both languages until it is translated.
    form->put("/title", title_node(chinese, en.empty() ? of_file("/title/en", chinese) : en));
  }
  return *std::move(form);
}

OfficeTable found_table(const OfficeVisit& visit, const std::string& kind, const FormNode& form,
                        const DesignOfFile& made, const std::string& report) {
  OfficeTable page;
  const auto is_field = [](const DesignGuess& guess) {
    return !guess.pointer.empty();
  };
  // Fields first, then places for which none was made.
  const auto found = std::count_if(made.guesses.begin(), made.guesses.end(), is_field);
  const auto missed = static_cast<std::ptrdiff_t>(made.guesses.size()) - found;
  page.paragraphs.push_back(made.guesses.empty()
                                ? texts::DesignFileListed.in(visit.language, form.member("fields")->items.size())
                                : texts::DesignFileFound.in(visit.language, found));
  if (missed > 0) page.paragraphs.push_back(texts::DesignFileMissed.in(visit.language, missed));
  page.links = {{design_address(kind, "fields"), visit.words(texts::DesignFileOpen)},
                {design_address(kind, "publish"), visit.words(texts::DesignFileGaps)}};
  if (!made.guesses.empty()) {
    page.heads = {visit.words(texts::DesignGuessTitle), visit.words(texts::DesignGuessType),
                  visit.words(texts::DesignGuessWhy), visit.words(texts::DesignGuessPlace), ""};
  }
  for (const DesignGuess& guess : made.guesses) page.rows.push_back(guess_row(kind, form, guess, visit.language));
  if (!report.empty()) page.said = {messages_json(report, visit.language, {.lines = true, .hints = true}).text()};
  return page;
}

std::string title_of_form(const FormNode& form, const std::string& kind, diagnostics::Language language) {
  const FormNode* const zh = form.find("/title/zh");
  const FormNode* const en = form.find("/title/en");
  return zh == nullptr || en == nullptr ? kind : std::string(TextOfBoth{zh->text, en->text}.in(language));
}

}  // namespace gongwen::service
