// The common parts of all pages of a form: the draft and the edition in use, saving on the revision that the editor
// saw, undo, and the rendered pages at the right.
#include "service/designer/detail/designer.h"

#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "engine/webform/posted.h"
#include "service/designer/detail/new_forms.h"
#include "service/designer/detail/rule_forms.h"
#include "service/detail/actor_names.h"
#include "service/detail/office_pages.h"
#include "service/inbox/submissions.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::service {

namespace {

constexpr std::chrono::milliseconds kExamplesTime{10'000};
// The largest uploaded file; the engine can read it within the time limit of a task.
constexpr std::size_t kMostMegabytes = 16;

constexpr std::string_view kDesignerScript =
#include "designer_script.inc"
    ;

struct DesignTab {
  std::string_view page;
  const diagnostics::BilingualText& label;
};

const std::array<DesignTab, 8>& design_tabs() {
  static const std::array<DesignTab, 8> kTabs{
      DesignTab{"words", texts::DesignWords},     DesignTab{"fields", texts::DesignFields},
      DesignTab{"steps", texts::DesignSteps},     DesignTab{"rules", texts::DesignRules},
      DesignTab{"look", texts::DesignLook},       DesignTab{"compare", texts::DesignCompare},
      DesignTab{"publish", texts::DesignPublish}, DesignTab{"history", texts::DesignHistory}};
  return kTabs;
}

std::string typed_text(const OfficeVisit& visit, std::string_view name) {
  return std::string(base::trim_ascii_space(visit.field(name)));
}

}  // namespace

std::optional<std::string> refused_design(std::string_view why, diagnostics::Language language) {
  // Names of TaskAnswer::name, as DesignRun::refused() writes them.
  constexpr std::size_t kKilobyte = 1024;
  if (why == "size") return texts::DesignTooLarge.in(language, kMaxFormBytes / kKilobyte, kMaxFormFields);
  if (why == "guarded") return std::string(texts::DesignGuarded.in(language));
  if (why == "json" || why == "kind") return std::string(texts::DesignNoForm.in(language));
  return std::nullopt;
}

DesignSource source_of_new() { return {{}, {}, "{}", bundle_json({{std::string(kFormFile), "{}"}})}; }

std::string design_address(std::string_view kind, std::string_view page) {
  return fmt::format("{}/{}/{}", kFormsAddress, kind, page);
}

// Administrators may publish anyway.
bool may_publish_forms(const OfficeVisit& visit) {
  return visit.account.role == inbox::Role::Admin || visit.account.publishes_forms;
}

// The form.

void Designer::with_source(const VisitPtr& visit, const std::string& kind,
                           std::function<void(const DesignSource&)> go_on) {
  // Cached until bundles change (forget), since each page needs the edition in use.
  if (const auto known = sources_.find(kind); known != sources_.end()) return go_on(known->second);
  Task task;
  task.operation = Operation::Design;
  task.kind = kind;
  task.options.design = kDesignSource;
  pages_.ask(visit, std::move(task), [this, visit, kind, go_on = std::move(go_on)](const TaskAnswer& answer) {
    auto source = base::from_json<DesignSource>(answer.body);
    if (!source)
      return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    go_on(sources_[kind] = *std::move(source));
  });
}

void Designer::with_design(const VisitPtr& visit, const std::string& kind,
                           std::function<void(const DesignPtr&)> go_on) {
  auto draft = inbox::FormDrafts(inbox_).get(kind);
  if (!draft && draft.error().kind != inbox::Fault::Kind::NotFound) return pages_.send_fault(visit, draft.error());
  auto design = std::make_shared<FormDesign>();
  design->kind = kind;
  if (draft) design->draft = *std::move(draft);
  const std::string origin = design->draft.origin.empty() ? kind : design->draft.origin;
  // A form drafted from a file: no worker needs to be asked.
  if (origin == kNoOrigin) {
    const auto form = FormNode::read(design->draft.form);
    if (!form) {
      return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    }
    design->present = source_of_new();
    design->base = FormNode::object();
    design->form = *form;
    return go_on(design);
  }
  // For a copy `origin` is the kind whose files it uses.
  with_source(visit, origin, [this, visit, design, go_on = std::move(go_on)](const DesignSource& source) {
    auto base = FormNode::read(source.form);
    auto form = design->has_draft() ? FormNode::read(design->draft.form) : base;
    if (!base || !form) {
      return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    }
    design->present = source;
    design->base = *std::move(base);
    design->form = *std::move(form);
    go_on(design);
  });
}

Task design_task(const FormDesign& design, std::string_view what, const std::string& form) {
  Task task;
  task.operation = Operation::Design;
  // The kind of the copy, not of the original, so that messages name the new kind.
  task.kind = design.kind;
  task.options.design = what;
  task.options.design_origin = design.draft.origin;
  task.files = {{std::string(kFormFile), form}};
  return task;
}

void Designer::check(const VisitPtr& visit, const FormDesign& design, std::string_view what, Checked done) {
  // The text as it is stored, so that what an editor checks is what is published. layout() of the tree could differ in
  // spaces from the stored text, and the hash of the edition is that of the text.
  const std::string& form = design.has_draft() ? design.draft.form : design.present.form;
  pages_.ask_whatever(visit, design_task(design, what, form),
                      [visit, done = std::move(done)](const TaskAnswer& answer) {
                        auto check = base::from_json<DesignCheck>(answer.body);
                        if (const auto words = refused_design(answer.name, visit->language)) {
                          visit->notices.push_back(*words);
                        }
                        done(check.value_or(DesignCheck()), answer.report);
                      });
}

// Goes back from the present form, step by step, restoring the value that each step has replaced.
std::optional<FormNode> Designer::form_at(const FormDesign& design, std::int64_t revision) {
  if (revision == design.draft.revision) return design.form;
  if (revision > design.draft.revision || revision < 0) return std::nullopt;
  // The list must begin with the step after `revision`, since the oldest steps are removed.
  const auto steps = inbox::FormDrafts(inbox_).steps(design.kind, revision);
  if (!steps || steps->empty() || steps->front().revision != revision + 1) return std::nullopt;
  // From the newest to the oldest.
  FormNode form = design.form;
  for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
    if (!put_json(form, step->place, step->before)) return std::nullopt;
  }
  return form;
}

bool Designer::is_stale(const VisitPtr& visit, const FormDesign& design) const {
  return visit->field("_revision") != std::to_string(design.draft.revision);
}

// The difference becomes a step: its place, before and after, which undo and the merge with other editors' pages use.
void Designer::save(const VisitPtr& visit, const DesignPtr& design, FormNode changed, const std::string& page,
                    const std::string& address, const inbox::FormStep& step) {
  // If nothing has changed, there is neither a revision nor a conflict.
  const auto difference = find_difference(design->form, changed);
  if (!difference) return pages_.send_to(visit, address);
  inbox::FormDraft next = design->draft;
  next.kind = design->kind;
  next.form = changed.layout();
  // The first revision records the edition from which it was made.
  if (!design->has_draft()) next.base = design->present.hash;
  next.author = visit->account.name;
  next.changed = visit->now;
  const FormNode* const fields = changed.member("fields");
  // Both limits are those of the worker, which would refuse the whole draft.
  if (next.form.size() > kMaxFormBytes || (fields != nullptr && fields->items.size() > kMaxFormFields)) {
    return show_page(visit, design, page, http::status::kUnprocessable, {*refused_design("size", visit->language)});
  }
  inbox::FormStep made = step;
  made.place = difference->place;
  made.before = difference->before;
  made.after = difference->after;
  const auto fault = inbox::FormDrafts(inbox_).change(next, made);
  if (fault && fault->kind == inbox::Fault::Kind::Conflict) {
    // Saved by another user between reading and writing: the page shows the present form, with the input.
    return with_design(visit, design->kind, [this, visit, page](const DesignPtr& now) {
      show_page(visit, now, page, http::status::kConflict, {visit->words(texts::DesignLate)});
    });
  }
  if (fault) return pages_.send_fault(visit, *fault);
  pages_.note(visit, "form.change", "kind:" + design->kind, "ok");
  pages_.send_to(visit, address);
}

// An undo is a new revision, the inverse of a former one; history is never rewritten.
bool Designer::press_common(const VisitPtr& visit, const DesignPtr& design, const std::string& page) {
  const bool undoes = visit->has("_undo");
  if (!undoes && !visit->has("_redo") && !visit->has("_discard")) return false;
  const std::string address = design_address(design->kind, page);
  if (is_stale(visit, *design)) {
    show_page(visit, design, page, http::status::kConflict, {visit->words(texts::DesignLate)});
    return true;
  }
  // Discarding removes the draft and its steps.
  inbox::FormDrafts drafts(inbox_);
  if (visit->has("_discard")) {
    const auto fault = drafts.remove(design->kind, design->draft.revision);
    if (fault && fault->kind != inbox::Fault::Kind::Conflict) {
      pages_.send_fault(visit, *fault);
      return true;
    }
    pages_.note(visit, "form.discard", "kind:" + design->kind, fault ? "refused" : "ok");
    // A new form that was never published disappears with its draft.
    pages_.send_to(visit, design->draft.origin.empty() ? address : std::string(kFormsAddress));
    return true;
  }
  const auto steps = drafts.steps(design->kind, 0);
  if (!steps) {
    pages_.send_fault(visit, steps.error());
    return true;
  }
  const inbox::NextSteps next = inbox::next_steps(*steps);
  // A step can be undone only if its place still exists.
  const inbox::FormStep* const step = undoes ? next.undo : next.redo;
  FormNode changed = design->form;
  if (step == nullptr || !put_json(changed, step->place, undoes ? step->before : step->after)) {
    pages_.send_to(visit, address);
    return true;
  }
  inbox::FormStep made;
  // The step records which one it undoes, so that the next undo goes further back (next_steps).
  (undoes ? made.undoes : made.redoes) = step->revision;
  save(visit, design, std::move(changed), page, address, made);
  return true;
}

// Pages.

void Designer::script(const VisitPtr& visit) {
  pages_.send_asset(visit, "text/javascript; charset=utf-8", kDesignerScript);
}

// Handles the buttons of all pages first, then those of the page.
void Designer::show(const VisitPtr& visit, const std::string& kind, const std::string& page) {
  with_design(visit, kind, [this, visit, page](const DesignPtr& design) {
    if (!visit->posts()) return show_page(visit, design, page, http::status::kOk);
    if (press_common(visit, design, page)) return;
    if (page == "words") return save_words(visit, design);
    if (page == "fields") return change_fields(visit, design);
    if (page == "steps") return change_steps(visit, design);
    if (page == "rules") return change_rules(visit, design);
    if (page == "look") return change_look(visit, design);
    if (page == "publish") return publish(visit, design);
    pages_.send_not_found(visit);
  });
}

void Designer::show_page(const VisitPtr& visit, const DesignPtr& design, const std::string& page, unsigned status,
                         std::vector<std::string> errors) {
  if (page == "words") return show_words(visit, design, status, std::move(errors));
  if (page == "fields") return show_fields(visit, design, status, std::move(errors));
  if (page == "steps") return show_steps(visit, design, status, std::move(errors));
  if (page == "rules") return show_rules(visit, design, status, std::move(errors));
  if (page == "look") return show_look(visit, design, status, std::move(errors));
  if (page == "compare") return show_compare(visit, design);
  if (page == "publish") return show_publish(visit, design, status, std::move(errors));
  show_history(visit, design);
}

base::Json Designer::frame(const VisitPtr& visit, const FormDesign& design, const std::string& page) {
  base::Json tabs = base::Json::list();
  for (const DesignTab& tab : design_tabs()) {
    base::Json one = base::Json::object();
    one.set("address", design_address(design.kind, tab.page)).set("label", visit->words(tab.label));
    tabs.add(std::move(one.set("here", tab.page == page)));
  }
  // Frame: tabs, who changed the draft when, and the common buttons.
  base::Json frame = base::Json::object();
  frame.set("tabs", std::move(tabs)).set("parts", visit->words(texts::DesignParts));
  frame.set("address", design_address(design.kind, page)).set("revision", std::to_string(design.draft.revision));
  frame.set("said",
            design.has_draft()
                ? texts::DesignDraftSaid.in(visit->language, program_name(inbox_, visit->language, design.draft.author),
                                            local_time(design.draft.changed))
                : visit->words(texts::DesignNoDraft));
  base::Json buttons = base::Json::list();
  const auto steps = inbox::FormDrafts(inbox_).steps(design.kind, 0);
  // Steps of a draft that was discarded do not count.
  const inbox::NextSteps next = steps && design.has_draft() ? inbox::next_steps(*steps) : inbox::NextSteps();
  if (next.undo != nullptr) buttons.add(button_json("_undo", "1", visit->words(texts::DesignUndo), true));
  if (next.redo != nullptr) buttons.add(button_json("_redo", "1", visit->words(texts::DesignRedo), true));
  if (design.has_draft()) buttons.add(button_json("_discard", "1", visit->words(texts::DesignDiscard), true));
  return std::move(frame.set("buttons", std::move(buttons)));
}

void Designer::send(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
                    std::string_view template_page, base::Json context, std::vector<std::string> errors) {
  context.set("frame", frame(visit, design, page));
  visit->has_script = true;
  const FormNode* const title = design.form.member("title");
  const std::string name =
      title == nullptr ? design.kind : TextOfBoth{title->text_of("zh"), title->text_of("en")}.in(visit->language);
  const auto tab =
      // `page` is always the name of a tab.
      std::find_if(design_tabs().begin(), design_tabs().end(), [&](const DesignTab& one) { return one.page == page; });
  pages_.send_office(visit, status, template_page,
                     texts::DesignDraftTitle.in(visit->language, name, visit->words(tab->label)), std::move(context),
                     std::move(errors));
}

void Designer::send_table(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
                          OfficeTable table, std::vector<std::string> errors) {
  send(visit, design, page, status, "table", base::to_json(table), std::move(errors));
}

// Rules.

// Three buttons: `_rule` saves, `_try` only looks for examples, `_delete` removes.
void Designer::change_rules(const VisitPtr& visit, const DesignPtr& design) {
  if (!visit->has("_rule") && !visit->has("_delete") && !visit->has("_try")) return pages_.send_not_found(visit);
  if (is_stale(visit, *design))
    return show_rules(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
  auto changed = with_posted_rule(*visit, *design);
  if (!changed) return show_rules(visit, design, http::status::kUnprocessable, {changed.error()});
  const std::size_t rule = index_of_posted_rule(*visit, *changed);
  if (visit->has("_try")) return show_rules(visit, design, http::status::kOk, {}, TriedRule{*std::move(changed), rule});
  // The saved rule is shown with its examples.
  std::string address = design_address(design->kind, "rules");
  if (visit->has("_rule")) address += rule_query(*changed, rule);
  save(visit, design, *std::move(changed), "rules", address);
}

// Two tasks: messages of the draft, then examples for the sentences; the second may fail.
void Designer::show_rules(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                          std::vector<std::string> errors, const std::optional<TriedRule>& tried) {
  check(
      visit, *design, kDesignCheck,
      [this, visit, design, status, errors = std::move(errors), tried](const DesignCheck&, const std::string& report) {
        const auto send = [this, visit, design, status, errors, tried, report](const DesignExamples& examples) {
          const RuleExamplesOf shown{examples, tried ? &tried->form : &design->form,
                                     tried ? std::optional(tried->rule) : std::nullopt};
          send_table(visit, *design, "rules", status, rules_table(*visit, *design, report, shown), errors);
        };
        const FormNode& form = tried ? tried->form : design->form;
        if (form.member("rules") == nullptr) return send({});
        Task task = design_task(*design, kDesignExamples, form.layout());
        // While a rule is tried, examples are looked for only for this rule.
        if (tried) task.options.design_data = std::to_string(tried->rule);
        task.language = visit->language;
        task.time = kExamplesTime;
        // The page is useful without examples, so a worker that fails or is late is no error.
        const std::uint64_t number =
            pages_.pool_.submit(std::move(task), Lane::Interactive, [send](const PoolAnswer& answer) {
              const bool is_done = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
              auto examples = is_done ? base::from_json<DesignExamples>(answer.answer.body) : std::nullopt;
              send(examples.value_or(DesignExamples()));
            });
        // Looking for examples takes long, so it is cancelled if the browser disconnects.
        visit->exchange->on_gone([this, number] { pages_.pool_.cancel(number); });
      });
}

// The list of all forms, and new ones.

void Designer::with_kinds(const VisitPtr& visit, std::function<void(const DesignKinds&)> go_on) {
  Task task;
  task.operation = Operation::Design;
  task.options.design = kDesignKinds;
  // Not cached, since the list has to show a bundle that was just installed.
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
  // Forms of bundles, then those that exist as drafts only.
  std::vector<DesignKind> all = kinds.designed;
  // New forms that were never published are known only by their drafts, which have their titles.
  for (const inbox::FormDraft& draft : *drafts) {
    const bool is_known = std::binary_search(kinds.names.begin(), kinds.names.end(), draft.kind);
    if (is_known || draft.origin.empty()) continue;
    const auto whole = inbox::FormDrafts(inbox_).get(draft.kind);
    const auto form = whole ? FormNode::read(whole->form) : std::nullopt;
    const FormNode* const title = form ? form->member("title") : nullptr;
    all.push_back({draft.kind, title == nullptr ? TextOfBoth{draft.kind, draft.kind}
                                                : TextOfBoth{title->text_of("zh"), title->text_of("en")}});
  }
  const ActorNames actors(inbox_, visit->language);
  for (const DesignKind& kind : all) {
    std::vector<inbox::KindEdition> own;
    for (const inbox::KindEdition& one : *editions) {
      if (one.kind == kind.kind) own.push_back(one);
    }
    const inbox::KindEdition* const used = inbox::edition_in_use(own, visit->now);
    const auto draft = std::find_if(drafts->begin(), drafts->end(),
                                    [&](const inbox::FormDraft& one) { return one.kind == kind.kind; });
    // A draft with an origin and without an edition is a form that has never been in use.
    const bool is_new = used == nullptr && draft != drafts->end() && !draft->origin.empty();
    const auto count = counts->find(kind.kind);
    page.rows.push_back(
        {{{kind.title.in(visit->language)},
          {is_new            ? visit->words(texts::DesignUnpublished)
           : used == nullptr ? visit->words(texts::DesignOriginal)
                             : texts::DesignNumber.in(visit->language, used->number)},
          {used == nullptr ? std::string("–") : local_day(used->since)},
          {draft == drafts->end() ? std::string("–")
                                  : texts::DesignDraftState.in(visit->language, actors.of_program(draft->author),
                                                               local_time(draft->changed))},
          {std::to_string(count == counts->end() ? 0 : count->second)},
          {visit->words(texts::DesignChange), design_address(kind.kind, "words")},
          {visit->words(texts::DesignHistory), design_address(kind.kind, "history")}}});
  }
  page.forms = {file_form(*visit)};
  if (!kinds.designed.empty()) page.forms.push_back(copy_form(*visit, kinds));
  if (!report.empty()) page.said = {messages_json(report, visit->language, {.lines = true, .hints = true}).text()};
  pages_.send_office(visit, status, visit->words(texts::DesignForms), page, std::move(errors));
}

/// The copy is a draft with another name. The files beside the form.json stay those of the original.
void Designer::copy(const VisitPtr& visit, const DesignKinds& kinds) {
  const std::string name = typed_text(*visit, "name");
  const std::string zh = typed_text(*visit, "title_zh");
  const std::string en = typed_text(*visit, "title_en");
  // The input stays in the form below the list.
  const auto refuse = [&](std::string words) {
    show_list(visit, kinds, http::status::kUnprocessable, {std::move(words)});
  };
  const std::string origin = visit->field("origin");
  if (std::none_of(kinds.designed.begin(), kinds.designed.end(),
                   [&](const DesignKind& one) { return one.kind == origin; })) {
    return pages_.send_not_found(visit);
  }
  // Names of drafts are taken, too: FormDrafts::change() returns Conflict for them.
  if (!is_free_name(kinds, name)) return refuse(texts::DesignCopyBadName.in(visit->language, name));
  if (zh.empty() || en.empty()) return refuse(visit->words(texts::DesignCopyNeedsTitles));
  with_source(visit, origin, [this, visit, kinds, origin, name, zh, en](const DesignSource& source) {
    auto form = FormNode::read(source.form);
    if (!form) return pages_.send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    // These changes make the copy a kind of its own.
    form->put("/kind", FormNode::of_text(name));
    form->put("/version", FormNode::of_text("1.0"));
    form->put("/title", title_node(zh, en));
    // Forms that applicants already have are those of the original.
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

/// A worker reads the file. The draft is saved, and the page lists what was found in a Word form.
void Designer::draft_of_file(const VisitPtr& visit, const DesignKinds& kinds) {
  const std::string name = typed_text(*visit, "name");
  // If a title is empty, that of the file is used.
  const std::string zh = typed_text(*visit, "title_zh");
  const std::string en = typed_text(*visit, "title_en");
  const auto refuse = [&](std::string words) {
    show_list(visit, kinds, http::status::kUnprocessable, {std::move(words)});
  };
  // A file or typed lines, not both, since it would be unclear which was meant.
  const std::string lines = webform::with_plain_line_ends(visit->field("lines"));
  const bool has_lines = !base::trim_ascii_space(lines).empty();
  if (!is_free_name(kinds, name)) return refuse(texts::DesignCopyBadName.in(visit->language, name));
  if (visit->files.empty() && !has_lines) return refuse(visit->words(texts::DesignFileNone));
  if (!visit->files.empty() && has_lines) return refuse(visit->words(texts::DesignFileBoth));
  MemoryFile file{"fields.txt", lines};
  if (!visit->files.empty())
    file = {name_of_sent_file(visit->files.front().name), std::move(visit->files.front().bytes)};
  visit->files.clear();
  // The limit of the route is larger, since it serves other files, too.
  if (file.bytes.size() > kMostMegabytes << 20)
    return refuse(texts::DesignFileTooLarge.in(visit->language, kMostMegabytes));
  pages_.ask_whatever(
      visit, new_form_task(name, std::move(file), zh, en),
      [this, visit, kinds, name, zh, en](const TaskAnswer& answer) {
        const auto made = base::from_json<DesignOfFile>(answer.body).value_or(DesignOfFile());
        auto form = new_form_of(made, name, zh, en);
        if (!form) {
          const bool is_large = form.error() == "size";
          return show_list(
              visit, kinds, http::status::kUnprocessable,
              {is_large ? *refused_design("size", visit->language) : visit->words(texts::DesignFileFaulty)},
              answer.report);
        }
        const auto fault =
            // The draft is saved before the page says what was found, so that the page can be closed.
            inbox::FormDrafts(inbox_).change(draft_of_new(name, *form, visit->account.name, visit->now), {});
        if (fault && fault->kind == inbox::Fault::Kind::Conflict) {
          return show_list(visit, kinds, http::status::kUnprocessable,
                           {texts::DesignCopyBadName.in(visit->language, name)});
        }
        if (fault) return pages_.send_fault(visit, *fault);
        pages_.note(visit, "form.new", "kind:" + name, "ok");
        pages_.send_office(visit, http::status::kOk,
                           texts::DesignFileDone.in(visit->language, title_of_form(*form, name, visit->language)),
                           found_table(*visit, name, *form, made, answer.report));
      });
}

}  // namespace gongwen::service
