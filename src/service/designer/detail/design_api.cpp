#include "service/designer/detail/design_api.h"

#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/design.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/designer/detail/new_forms.h"
#include "service/detail/pages.h"
#include "service/detail/repeated.h"

#include <algorithm>
#include <utility>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

// `"7"`: a strong tag, since revisions are compared by their number.
std::string draft_tag(const FormDesign& design) { return fmt::format("\"{}\"", design.draft.revision); }

base::Json edition_json(const std::vector<inbox::KindEdition>& all, const inbox::KindEdition& one, inbox::Seconds now) {
  // `since` may be in the future; `used` is the edition in use now.
  const inbox::KindEdition* const used = inbox::edition_in_use(all, now);
  base::Json json = base::Json::object();
  json.set("number", one.number).set("hash", one.hash).set("version", one.version);
  json.set("since", one.since);
  if (const auto end = inbox::end_of_edition(all, one)) json.set("until", *end);
  if (!one.published_by.empty()) json.set("published_by", one.published_by).set("published", one.published);
  // Members are left out if they do not apply, such as the publisher of an edition that came with the program.
  json.set("note", one.note);
  return std::move(json.set("used", used != nullptr && used->number == one.number));
}

http::Response form_response(const std::string& form) {
  http::Response response = json_response(form);
  response.headers.push_back({"Content-Disposition", "attachment; filename=\"form.json\""});
  return response;
}

/// A worker's result for a draft. `ok` requires both: a document can be made, and there is no reason against publishing
/// it.
base::Json check_json(const FormDesign& design, const DesignCheck& check, const std::string& report,
                      diagnostics::Language language) {
  base::Json flaws = base::Json::list();
  for (const FormFlaw& flaw : publishing_flaws(design, check, language)) {
    base::Json one = base::Json::object();
    flaws.add(std::move(one.set("text", flaw.sentence).set("page", flaw.page).set("at", flaw.at)));
  }
  base::Json json = base::Json::object();
  json.set("revision", design.draft.revision).set("ok", check.ok && flaws.size() == 0).set("pages", check.pages);
  json.set("hash", check.hash).set("flaws", std::move(flaws));
  // The report is JSON already.
  return std::move(json.set("report", base::Json::written(report.empty() ? "{}" : report)));
}

}  // namespace

// Answers 404 for kinds without a form.json; 422 for a draft that a worker refuses by name (size, guarded, kind, json);
// otherwise as for other tasks.
void DesignApi::submit(const ProgramCall& call, Task task, std::function<void(const TaskAnswer&)> done) {
  task.language = call.language;
  task.time = time_;
  pool_.submit(std::move(task), Lane::Interactive, [this, call, done = std::move(done)](PoolAnswer answer) {
    const bool is_answered = answer.end == TaskEnd::Answered;
    if (is_answered && answer.answer.outcome == Outcome::NotOffered) {
      return call.send(call.problem(inbox::Fault{inbox::Fault::Kind::NotFound}));
    }
    const bool is_read =
        // BadData with a report is an answer, too: the draft is a form, but has errors.
        is_answered && (answer.answer.outcome == Outcome::Done || answer.answer.outcome == Outcome::BadData);
    if (!is_read) return refuse_(*call.exchange, call.route, std::move(answer));
    if (const auto words = refused_design(answer.answer.name, call.language);
        words && answer.answer.outcome == Outcome::BadData) {
      return call.send(call.problem(http::status::kUnprocessable, "bad-form", *words));
    }
    done(answer.answer);
  });
}

void DesignApi::with_design(const ProgramCall& call, const std::string& kind,
                            std::function<void(const DesignPtr&)> go_on) {
  auto draft = inbox::FormDrafts(inbox_).get(kind);
  if (!draft && draft.error().kind != inbox::Fault::Kind::NotFound) return call.send(call.problem(draft.error()));
  auto design = std::make_shared<FormDesign>();
  design->kind = kind;
  if (draft) design->draft = *std::move(draft);
  // A new form from a file has no edition yet: everything is in the draft.
  if (design->is_alone()) {
    auto form = FormNode::read(design->draft.form);
    if (!form) return call.send(call.problem(inbox::Fault{inbox::Fault::Kind::Damaged}));
    design->present = source_of_new();
    design->base = FormNode::object();
    design->form = *std::move(form);
    return go_on(design);
  }
  Task task;
  task.operation = Operation::Design;
  // A copy uses the files of its original.
  task.kind = design->draft.origin.empty() ? kind : design->draft.origin;
  task.options.design = kDesignSource;
  submit(call, std::move(task), [call, design, go_on = std::move(go_on)](const TaskAnswer& answer) {
    auto source = base::from_json<DesignSource>(answer.body);
    auto base = source ? FormNode::read(source->form) : std::nullopt;
    // Without a draft, the form in use is sent as revision 0.
    auto form = base && design->has_draft() ? FormNode::read(design->draft.form) : base;
    if (!form) return call.send(call.problem(inbox::Fault{inbox::Fault::Kind::Damaged}));
    design->present = *std::move(source);
    design->base = *std::move(base);
    design->form = *std::move(form);
    go_on(design);
  });
}

bool DesignApi::is_seen(const ProgramCall& call, const FormDesign& design) {
  auto refused = call.refuse_unseen(draft_tag(design), texts::DesignNoRevision);
  if (refused) call.send(*std::move(refused));
  return !refused;
}

http::Response DesignApi::editions(const ProgramCall& call, const std::string& kind) {
  const auto all = inbox::Editions(inbox_).list(kind);
  if (!all) return call.problem(all.error());
  base::Json list = base::Json::list();
  for (const inbox::KindEdition& one : *all) list.add(edition_json(*all, one, call.now));
  base::Json json = base::Json::object();
  return json_response(json.set("kind", kind).set("editions", std::move(list)).text());
}

http::Response DesignApi::edition_form(const ProgramCall& call, const std::string& kind, std::int64_t number) {
  // The bundle of the edition, of which form.json is one file.
  const auto source = inbox::Editions(inbox_).source(kind, number);
  if (!source) return call.problem(source.error());
  const auto files = parse_bundle(*source);
  const auto form =
      files ? std::find_if(files->begin(), files->end(), [](const auto& file) { return file.first == kFormFile; })
            : BundleTexts::const_iterator();
  if (!files || form == files->end()) return call.problem(inbox::Fault{inbox::Fault::Kind::NotFound});
  return form_response(form->second);
}

// Three tasks: the names that are taken, the draft from the file, its check.
void DesignApi::begin_form(const ProgramCall& call) {
  const std::string kind = call.asked("kind");
  Task task;
  task.operation = Operation::Design;
  task.options.design = kDesignKinds;
  submit(call, std::move(task), [this, call, kind](const TaskAnswer& answer) {
    const auto kinds = base::from_json<DesignKinds>(answer.body).value_or(DesignKinds());
    // Names of all bundles are taken, also of those without a form.json.
    if (!is_free_name(kinds, kind)) {
      return call.send(call.problem(http::status::kUnprocessable, "bad-kind-name",
                                    texts::DesignCopyBadName.in(call.language, kind)));
    }
    const std::string zh = call.asked("title_zh");
    const std::string en = call.asked("title_en");
    Task drafting = new_form_task(kind, {name_of_sent_file(call.file), call.body}, zh, en);
    submit(call, std::move(drafting), [this, call, kind, zh, en](const TaskAnswer& drafted) {
      const auto made = base::from_json<DesignOfFile>(drafted.body).value_or(DesignOfFile());
      const auto form = new_form_of(made, kind, zh, en);
      if (form) return begin(call, kind, *form, made);
      // A reason without a text of its own means that the file could not be read.
      Problem problem{http::status::kUnprocessable, "no-form",
                      refused_design(form.error() == "size" ? "size" : "", call.language)
                          .value_or(std::string(texts::DesignFileFaulty.in(call.language)))};
      problem.report = drafted.report;
      call.send(problem_response(problem, call.language));
    });
  });
}

/// Saves and checks the draft like one that a program sends.
void DesignApi::begin(const ProgramCall& call, const std::string& kind, const FormNode& form,
                      const DesignOfFile& made) {
  FormDesign design;
  design.kind = kind;
  design.present = source_of_new();
  design.base = FormNode::object();
  design.form = form;
  design.draft = draft_of_new(kind, form, program_of(inbox_, call.request(), call.now), call.now);
  // The check comes first, since its answer is needed anyway; a draft with errors is saved, too.
  Task task = design_task(design, kDesignCheck, design.draft.form);
  submit(call, std::move(task), [this, call, design, made](const TaskAnswer& answer) {
    const auto fault = inbox::FormDrafts(inbox_).change(design.draft, {});
    note_call(inbox_, call, "form.new", "kind:" + design.kind, fault ? "refused" : "ok");
    // Another user has begun a form of this name between the two.
    if (fault && fault->kind == inbox::Fault::Kind::Conflict) {
      return call.send(call.problem(http::status::kUnprocessable, "bad-kind-name",
                                    texts::DesignCopyBadName.in(call.language, design.kind)));
    }
    if (fault) return call.send(call.problem(*fault));
    FormDesign saved = design;
    saved.draft.revision = 1;
    const auto check = base::from_json<DesignCheck>(answer.body).value_or(DesignCheck());
    base::Json json = check_json(saved, check, answer.report, call.language);
    base::Json guesses = base::Json::list();
    for (const DesignGuess& guess : made.guesses) guesses.add(base::to_json(guess));
    json.set("kind", design.kind).set("guesses", std::move(guesses));
    http::Response response = json_response(json.text());
    response.status = http::status::kCreated;
    // RFC 9110, section 10.2.2: where the new resource is.
    response.headers.push_back({"ETag", draft_tag(saved)});
    response.headers.push_back({"Location", fmt::format("/api/v1/kinds/{}/draft", design.kind)});
    call.send(std::move(response));
  });
}

void DesignApi::draft(const ProgramCall& call, const std::string& kind) {
  with_design(call, kind, [call](const DesignPtr& design) {
    http::Response response = form_response(design->has_draft() ? design->draft.form : design->present.form);
    response.headers.push_back({"ETag", draft_tag(*design)});
    call.send(std::move(response));
  });
}

void DesignApi::put_draft(const ProgramCall& call, const std::string& kind) {
  with_design(call, kind, [this, call](const DesignPtr& design) {
    if (!is_seen(call, *design)) return;
    // The text is not JSON at all.
    auto form = FormNode::read(call.body);
    if (!form) return call.send(call.no_command());
    Task task = design_task(*design, kDesignCheck, form->layout());
    submit(call, std::move(task), [this, call, design, form = *std::move(form)](const TaskAnswer& answer) {
      save(call, *design, form, answer);
    });
  });
}

/// A form with errors is saved, too, and its errors are returned; it cannot be published.
void DesignApi::save(const ProgramCall& call, const FormDesign& design, const FormNode& form,
                     const TaskAnswer& answer) {
  FormDesign saved = design;
  saved.form = form;
  // Sending the same form again changes nothing and makes no revision.
  if (const auto difference = find_difference(design.form, form)) {
    inbox::FormDraft next = design.draft;
    next.kind = design.kind;
    next.form = form.layout();
    // Hash of the edition from which the draft was made.
    if (!design.has_draft()) next.base = design.present.hash;
    next.author = program_of(inbox_, call.request(), call.now);
    next.changed = call.now;
    // Makes undo on the pages of the office possible: programs and people share one history.
    inbox::FormStep step;
    step.place = difference->place;
    step.before = difference->before;
    step.after = difference->after;
    const auto fault = inbox::FormDrafts(inbox_).change(next, step);
    note_call(inbox_, call, "form.change", "kind:" + design.kind, fault ? "refused" : "ok");
    if (fault) return call.send(call.problem(*fault));
    ++saved.draft.revision;
  }
  const auto check = base::from_json<DesignCheck>(answer.body);
  http::Response response =
      json_response(check_json(saved, check.value_or(DesignCheck()), answer.report, call.language).text());
  response.headers.push_back({"ETag", draft_tag(saved)});
  call.send(std::move(response));
}

// Changes nothing, so If-Match is not required.
void DesignApi::check_draft(const ProgramCall& call, const std::string& kind) {
  with_design(call, kind, [this, call](const DesignPtr& design) {
    const std::string& form = design->has_draft() ? design->draft.form : design->present.form;
    submit(call, design_task(*design, kDesignPublish, form), [call, design](const TaskAnswer& answer) {
      const auto check = base::from_json<DesignCheck>(answer.body);
      call.send(json_response(check_json(*design, check.value_or(DesignCheck()), answer.report, call.language).text()));
    });
  });
}

void DesignApi::preview_draft(const ProgramCall& call, const std::string& kind) {
  with_design(call, kind, [this, call](const DesignPtr& design) {
    Task task = design_task(*design, kDesignFile, design->has_draft() ? design->draft.form : design->present.form);
    // PDF and typical data by default.
    task.options.format = call.asked("format").empty() ? "pdf" : call.asked("format");
    task.options.design_data = call.asked("data");
    task.options.blank = call.asked("data") == "blank";
    // Only the first page for formats that are pictures.
    task.options.page = 1;
    submit(call, std::move(task), [call](const TaskAnswer& answer) {
      if (answer.outcome != Outcome::Done) {
        return call.send(call.problem(http::status::kUnprocessable, "bad-form", texts::DesignFaulty));
      }
      http::Response response;
      response.headers.push_back({"Content-Type", answer.media_type});
      response.body = answer.body;
      call.send(std::move(response));
    });
  });
}

// Takes the same steps as Designer::publish().
void DesignApi::publish_draft(const ProgramCall& call, const std::string& kind) {
  const auto command = call.command();
  if (!command) return call.send(call.no_command());
  const std::string from = command->view().text_of("from");
  const auto day = typed_date(from);
  if (!day || local_day(*day) < local_day(call.now)) {
    return call.send(
        call.problem(http::status::kUnprocessable, "bad-command", texts::DesignBadDay.in(call.language, from)));
  }
  with_design(call, kind, [this, call, day, note = command->view().text_of("note")](const DesignPtr& design) {
    if (!is_seen(call, *design)) return;
    // Also for a kind without a draft.
    if (design->form == design->base) {
      return call.send(call.problem(http::status::kConflict, "nothing-new", texts::DesignNothingNew));
    }
    // A worker checks it again: the result that the program has seen may be old.
    Task task = design_task(*design, kDesignPublish, design->draft.form);
    submit(call, std::move(task), [this, call, day, note, design](const TaskAnswer& answer) {
      const auto check = base::from_json<DesignCheck>(answer.body).value_or(DesignCheck());
      const std::vector<FormFlaw> flaws = publishing_flaws(*design, check, call.language);
      // The first flaw is the message; check_draft() has all of them.
      if (!flaws.empty()) {
        return call.send(call.problem(http::status::kUnprocessable, "not-ready", flaws.front().sentence));
      }
      // Another user may have changed the draft while it was checked.
      const auto now = inbox::FormDrafts(inbox_).get(design->kind);
      if (!now || now->revision != design->draft.revision) {
        return call.send(call.problem(inbox::Fault{inbox::Fault::Kind::Conflict}));
      }
      inbox::KindEdition edition = edition_of_draft(*design, check);
      edition.since = std::max(*day, call.now);
      edition.published_by = program_of(inbox_, call.request(), call.now);
      edition.published = call.now;
      edition.note = note;
      const auto number = inbox::Editions(inbox_).publish(edition, check.edition, check.files);
      if (!number) return call.send(call.problem(number.error()));
      note_call(inbox_, call, "form.publish", "kind:" + design->kind, fmt::format("{} {}", *number, edition.hash));
      if (edition.since <= call.now) {
        static_cast<void>(inbox::FormDrafts(inbox_).remove(design->kind, design->draft.revision));
      }
      if (published_) published_();
      // The answer shows the edition as editions() does.
      edition.number = *number;
      const auto all = inbox::Editions(inbox_).list(design->kind);
      call.send(json_response(edition_json(all ? *all : std::vector{edition}, edition, call.now).text()));
    });
  });
}

}  // namespace gongwen::service
