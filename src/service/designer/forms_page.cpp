// The list of all forms, and new ones: as a copy of another form, or drafted of a file or a list of fields.
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "engine/input/form_design.h"
#include "engine/webform/posted.h"
#include "resources/folder.h"
#include "service/designer/detail/designer.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

constexpr std::size_t kMostMegabytes = 16;

std::string typed_text(const OfficeVisit& visit, std::string_view name) {
  return std::string(base::trim_ascii_space(visit.field(name)));
}

FormNode title_of(const std::string& zh, const std::string& en) {
  FormNode title = FormNode::object();
  title.items = {{"zh", FormNode::of_text(zh)}, {"en", FormNode::of_text(en)}};
  return title;
}

/// What a form is drafted of: a file, or what somebody has typed in its place.
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

/// A type of form.json in words.
std::string type_words(const DesignGuess& guess, diagnostics::Language language) {
  constexpr std::array<std::pair<std::string_view, diagnostics::BilingualText>, 16> kWords{
      {{"text", texts::DesignTypeText},
       {"name", texts::DesignTypeName},
       {"person", texts::DesignTypePerson},
       {"organisation", texts::DesignTypeOrganisation},
       {"long", texts::DesignTypeLong},
       {"number", texts::DesignTypeNumber},
       {"date", texts::DesignTypeDate},
       {"month", texts::DesignTypeMonth},
       {"phone", texts::DesignTypePhone},
       {"email", texts::DesignTypeEmail},
       {"postcode", texts::DesignTypePostcode},
       {"yes-no", texts::DesignTypeYesNo},
       {"id-card", texts::DesignTypeIdCard},
       {"opinion", texts::DesignTypeOpinion},
       {"list", texts::DesignTypeList},
       {"texts", texts::DesignTypeTexts}}};
  const auto found =
      std::find_if(kWords.begin(), kWords.end(), [&guess](const auto& one) { return one.first == guess.type; });
  if ((guess.type == "text" || guess.type == "texts") && guess.reason == "boxes")
    return std::string(texts::DesignOptions.in(language));
  return found == kWords.end() ? guess.type : std::string(found->second.in(language));
}

/// `¶14` in words.
std::string guess_place(const std::string& place, diagnostics::Language language) {
  constexpr std::string_view kMark = "¶";
  return place.starts_with(kMark) ? texts::DesignGuessParagraph.in(language, place.substr(kMark.size())) : place;
}

/// The columns of a list, which are no guesses of their own.
std::string guessed_columns(const FormNode& form, const std::string& list, diagnostics::Language language) {
  const FormNode* const fields = form.member("fields");
  std::string columns;
  for (std::size_t i = 0; fields != nullptr && i < fields->items.size(); ++i) {
    const std::string& pointer = fields->items[i].first;
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
  OfficeCell mark;
  if (!is_field) mark.text = texts::DesignGuessNone.in(language);
  if (is_field && !guess.sure) mark.text = texts::DesignGuessCheck.in(language);
  if (!mark.text.empty()) mark.mark = "faulty";
  std::string type = is_field ? type_words(guess, language) : std::string("–");
  if (guess.type == "list") type = texts::DesignOf.in(language, type, guessed_columns(form, guess.pointer, language));
  return {{{guess.title, is_field ? fmt::format("{}?{}#field", design_address(kind, "fields"), http::write_form(query))
                                  : std::string()},
           {std::move(type)},
           {reason ? std::string(reason->in(language)) : std::string("–")},
           {guess_place(guess.place, language)},
           std::move(mark)}};
}

}  // namespace

bool is_free_name(const DesignKinds& kinds, const std::string& name) {
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
  return is_name ? last : "form" + last.substr(std::min(last.rfind('.'), last.size())).substr(0, 6);
}

Task new_form_task(const std::string& kind, MemoryFile file, const std::string& zh, const std::string& en) {
  Task task;
  task.operation = Operation::Design;
  task.kind = kind;
  task.options.design = kDesignNew;
  if (!zh.empty()) task.options.design_title = en.empty() ? zh : zh + " = " + en;
  task.files.push_back(std::move(file));
  return task;
}

base::Expected<FormNode, std::string> new_form_of(const DesignOfFile& made, const std::string& kind,
                                                  const std::string& zh, const std::string& en) {
  // The worker has read a file of a stranger: what it says is checked like a form that a program sends.
  auto form = FormNode::read(made.form);
  if (made.form.empty() || !form || !form->is_object() || form->text_of("kind") != kind)
    return base::Failure{std::string("json")};
  const FormNode* const fields = form->member("fields");
  if (fields == nullptr) return base::Failure{std::string("json")};
  if (made.form.size() > kMaxFormBytes || fields->items.size() > kMaxFormFields)
    return base::Failure{std::string("size")};
  const std::string known_zh = form->find("/title/zh") == nullptr ? kind : form->find("/title/zh")->text;
  if (!zh.empty() || !en.empty()) form->put("/title", title_of(zh.empty() ? known_zh : zh, en.empty() ? zh : en));
  return *std::move(form);
}

void Designer::with_kinds(const VisitPtr& visit, std::function<void(const DesignKinds&)> go_on) {
  Task task;
  task.operation = Operation::Design;
  task.options.design = kDesignKinds;
  pages_.ask(visit, std::move(task), [this, visit, go_on = std::move(go_on)](const TaskAnswer& answer) {
    const auto kinds = base::from_json<DesignKinds>(answer.body);
    if (!kinds) return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    go_on(*kinds);
  });
}

void Designer::list(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const DesignKinds& kinds) {
    if (visit->has("_copy")) return copy(visit, kinds);
    if (visit->has("_file")) return draft_of_file(visit, kinds);
    show_list(visit, kinds, http::status::kOk, {});
  });
}

void Designer::show_list(const VisitPtr& visit, const DesignKinds& kinds, unsigned status,
                         std::vector<std::string> errors, const std::string& report) {
  const auto drafts = inbox::FormDrafts(inbox_).list();
  const auto editions = inbox::Editions(inbox_).list();
  const auto counts = inbox::Editions(inbox_).in_progress();
  if (!drafts) return pages_.send_fault(visit, drafts.error());
  if (!editions || !counts) return pages_.send_fault(visit, editions ? counts.error() : editions.error());
  OfficeTable page;
  page.paragraphs = {visit->words(kinds.designed.empty() ? texts::DesignFormsNone : texts::DesignFormsAbout)};
  page.heads = {visit->words(texts::DesignKind),
                visit->words(texts::DesignEdition),
                visit->words(texts::DesignSince),
                visit->words(texts::DesignDraftBy),
                visit->words(texts::DesignInProgress),
                "",
                ""};
  std::vector<DesignKind> all = kinds.designed;
  // New forms that were never published are known to nobody else; their drafts have their titles.
  for (const inbox::FormDraft& draft : *drafts) {
    const bool is_known = std::binary_search(kinds.names.begin(), kinds.names.end(), draft.kind);
    if (is_known || draft.origin.empty()) continue;
    const auto whole = inbox::FormDrafts(inbox_).get(draft.kind);
    const auto form = whole ? FormNode::read(whole->form) : std::nullopt;
    const FormNode* const title = form ? form->member("title") : nullptr;
    all.push_back({draft.kind, title == nullptr ? TextOfBoth{draft.kind, draft.kind}
                                                : TextOfBoth{title->text_of("zh"), title->text_of("en")}});
  }
  for (const DesignKind& kind : all) {
    std::vector<inbox::KindEdition> own;
    for (const inbox::KindEdition& one : *editions) {
      if (one.kind == kind.kind) own.push_back(one);
    }
    const inbox::KindEdition* const used = inbox::edition_in_use(own, visit->now);
    const auto draft = std::find_if(drafts->begin(), drafts->end(),
                                    [&](const inbox::FormDraft& one) { return one.kind == kind.kind; });
    const bool is_new = used == nullptr && draft != drafts->end() && !draft->origin.empty();
    const auto count = counts->find(kind.kind);
    page.rows.push_back({{{kind.title.in(visit->language)},
                          {is_new            ? visit->words(texts::DesignUnpublished)
                           : used == nullptr ? visit->words(texts::DesignOriginal)
                                             : texts::DesignNumber.in(visit->language, used->number)},
                          {used == nullptr ? std::string("–") : local_day(used->since)},
                          {draft == drafts->end() ? std::string("–")
                                                  : texts::DesignDraftState.in(visit->language, draft->author,
                                                                               local_time(draft->changed))},
                          {std::to_string(count == counts->end() ? 0 : count->second)},
                          {visit->words(texts::DesignChange), design_address(kind.kind, "words")},
                          {visit->words(texts::DesignHistory), design_address(kind.kind, "history")}}});
  }
  page.forms = {file_form(*visit)};
  if (!kinds.designed.empty()) {
    OfficeForm form{std::string(kFormsAddress), {}, {{"_copy", visit->words(texts::DesignCopyButton), true}}};
    form.title = visit->words(texts::DesignCopyTitle);
    form.about = visit->words(texts::DesignCopyAbout);
    std::vector<OfficeChoice> choices;
    for (const DesignKind& kind : kinds.designed)
      choices.push_back({kind.kind, std::string(kind.title.in(visit->language))});
    form.inputs = {
        select_input("origin", visit->words(texts::DesignCopyOf), visit->field("origin"), std::move(choices)),
        {"name", "text", visit->words(texts::DesignCopyName), visit->field("name"),
         visit->words(texts::DesignCopyNameHint)},
        {"title_zh", "text", visit->words(texts::DesignCopyTitleZh), visit->field("title_zh")},
        {"title_en", "text", visit->words(texts::DesignCopyTitleEn), visit->field("title_en")}};
    page.forms.push_back(std::move(form));
  }
  if (!report.empty()) page.said = {messages_json(report, visit->language, {.lines = true, .hints = true}).text()};
  pages_.send_office(visit, status, visit->words(texts::DesignForms), page, std::move(errors));
}

/// The copy is a draft with another name. Files beside the form.json stay those of the original.
void Designer::copy(const VisitPtr& visit, const DesignKinds& kinds) {
  const std::string name = typed_text(*visit, "name");
  const std::string zh = typed_text(*visit, "title_zh");
  const std::string en = typed_text(*visit, "title_en");
  const auto refuse = [&](std::string words) {
    show_list(visit, kinds, http::status::kUnprocessable, {std::move(words)});
  };
  const std::string origin = visit->field("origin");
  if (std::none_of(kinds.designed.begin(), kinds.designed.end(),
                   [&](const DesignKind& one) { return one.kind == origin; })) {
    return pages_.send_not_found(visit);
  }
  if (!is_free_name(kinds, name)) return refuse(texts::DesignCopyBadName.in(visit->language, name));
  if (zh.empty() || en.empty()) return refuse(visit->words(texts::DesignCopyNeedsTitles));
  with_source(visit, origin, [this, visit, kinds, origin, name, zh, en](const DesignSource& source) {
    auto form = FormNode::read(source.form);
    if (!form) return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    form->put("/kind", FormNode::of_text(name));
    form->put("/version", FormNode::of_text("1.0"));
    form->put("/title", title_of(zh, en));
    // Forms that are out are those of the original.
    form->erase("/same_as");
    form->erase("/was");
    inbox::FormDraft draft;
    draft.kind = name;
    draft.form = form->layout();
    draft.base = source.hash;
    draft.origin = origin;
    draft.author = visit->account.name;
    draft.changed = visit->now;
    const auto fault = inbox::FormDrafts(inbox_).change(draft, {});
    if (fault && fault->kind == inbox::Fault::Kind::Conflict) {
      return show_list(visit, kinds, http::status::kUnprocessable,
                       {texts::DesignCopyBadName.in(visit->language, name)});
    }
    if (fault) return pages_.send_fault(visit, *fault);
    pages_.note(visit, "form.copy", "kind:" + name, origin);
    pages_.send_to(visit, design_address(name, "words"));
  });
}

/// A worker reads the file. Its draft is kept, and the page says what was found in a Word form.
void Designer::draft_of_file(const VisitPtr& visit, const DesignKinds& kinds) {
  const std::string name = typed_text(*visit, "name");
  const std::string zh = typed_text(*visit, "title_zh");
  const std::string en = typed_text(*visit, "title_en");
  const auto refuse = [&](std::string words) {
    show_list(visit, kinds, http::status::kUnprocessable, {std::move(words)});
  };
  const std::string lines = webform::with_plain_line_ends(visit->field("lines"));
  const bool has_lines = !base::trim_ascii_space(lines).empty();
  if (!is_free_name(kinds, name)) return refuse(texts::DesignCopyBadName.in(visit->language, name));
  if (visit->files.empty() && !has_lines) return refuse(visit->words(texts::DesignFileNone));
  if (!visit->files.empty() && has_lines) return refuse(visit->words(texts::DesignFileBoth));
  MemoryFile file{"fields.txt", lines};
  if (!visit->files.empty())
    file = {name_of_sent_file(visit->files.front().name), std::move(visit->files.front().bytes)};
  visit->files.clear();
  if (file.bytes.size() > kMostMegabytes << 20)
    return refuse(texts::DesignFileTooLarge.in(visit->language, kMostMegabytes));
  pages_.ask_whatever(visit, new_form_task(name, std::move(file), zh, en),
                      [this, visit, kinds, name, zh, en](const TaskAnswer& answer) {
                        const auto made = base::from_json<DesignOfFile>(answer.body).value_or(DesignOfFile());
                        auto form = new_form_of(made, name, zh, en);
                        if (!form) {
                          const bool is_large = form.error() == "size";
                          return show_list(visit, kinds, http::status::kUnprocessable,
                                           {is_large ? *refused_design("size", visit->language)
                                                     : visit->words(texts::DesignFileFaulty)},
                                           answer.report);
                        }
                        const auto fault = inbox::FormDrafts(inbox_).change(
                            draft_of_new(name, *form, visit->account.name, visit->now), {});
                        if (fault && fault->kind == inbox::Fault::Kind::Conflict) {
                          return show_list(visit, kinds, http::status::kUnprocessable,
                                           {texts::DesignCopyBadName.in(visit->language, name)});
                        }
                        if (fault) return pages_.send_fault(visit, *fault);
                        pages_.note(visit, "form.new", "kind:" + name, "ok");
                        show_found(visit, name, *form, made, answer.report);
                      });
}

void Designer::show_found(const VisitPtr& visit, const std::string& kind, const FormNode& form,
                          const DesignOfFile& made, const std::string& report) {
  OfficeTable page;
  const auto is_field = [](const DesignGuess& guess) {
    return !guess.pointer.empty();
  };
  const auto found = std::count_if(made.guesses.begin(), made.guesses.end(), is_field);
  const auto missed = static_cast<std::ptrdiff_t>(made.guesses.size()) - found;
  page.paragraphs.push_back(made.guesses.empty()
                                ? texts::DesignFileListed.in(visit->language, form.member("fields")->items.size())
                                : texts::DesignFileFound.in(visit->language, found));
  if (missed > 0) page.paragraphs.push_back(texts::DesignFileMissed.in(visit->language, missed));
  page.links = {{design_address(kind, "fields"), visit->words(texts::DesignFileOpen)},
                {design_address(kind, "publish"), visit->words(texts::DesignFileGaps)}};
  if (!made.guesses.empty()) {
    page.heads = {visit->words(texts::DesignGuessTitle), visit->words(texts::DesignGuessType),
                  visit->words(texts::DesignGuessWhy), visit->words(texts::DesignGuessPlace), ""};
  }
  for (const DesignGuess& guess : made.guesses) page.rows.push_back(guess_row(kind, form, guess, visit->language));
  if (!report.empty()) page.said = {messages_json(report, visit->language, {.lines = true, .hints = true}).text()};
  const FormNode* const zh = form.find("/title/zh");
  const FormNode* const en = form.find("/title/en");
  const std::string title =
      zh == nullptr || en == nullptr ? kind : std::string(TextOfBoth{zh->text, en->text}.in(visit->language));
  pages_.send_office(visit, http::status::kOk, texts::DesignFileDone.in(visit->language, title), page);
}

}  // namespace gongwen::service
