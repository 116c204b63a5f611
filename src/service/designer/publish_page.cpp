// The changes in a draft, the checks before it is published, and the history of editions.
#include "base/date.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/design.h"
#include "service/designer/detail/designer.h"
#include "service/detail/actor_names.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <charconv>

namespace gongwen::service {
namespace {

constexpr std::size_t kMostNote = 2'000;
// Digits of a hash that are shown, enough to tell editions apart.
constexpr std::size_t kShownDigits = 8;

std::string flaw_address(const FormDesign& design, const FormFlaw& flaw) {
  // A message about a field links to its panel.
  const std::string address = design_address(design.kind, flaw.page);
  if (flaw.at.empty()) return address;
  const std::vector<http::FormField> query{{"field", flaw.at}};
  return address + "?" + http::write_form(query);
}

/// Returns the form that asks for day and note.
OfficeForm day_form(const OfficeVisit& visit, const std::string& address, std::vector<HiddenField> hidden) {
  OfficeForm form{address, {}, {{"_publish", visit.words(texts::DesignPublishButton)}}};
  form.hidden = std::move(hidden);
  form.inputs = {{"from", "date", visit.words(texts::DesignFrom),
                  visit.has("from") ? visit.field("from") : local_day(visit.now), visit.words(texts::DesignFromHint)},
                 {"note", "textarea", visit.words(texts::DesignNote), visit.field("note")}};
  return form;
}

/// Returns when a typed day begins; for today: now. Returns nullopt for a past day, or a text that is not a day. A
/// future day begins at midnight in Beijing.
std::optional<inbox::Seconds> typed_start(const OfficeVisit& visit) {
  const auto day = typed_date(visit.field("from"));
  if (!day || local_day(*day) < local_day(visit.now)) return std::nullopt;
  return std::max(*day, visit.now);
}

// Returns 0 for a text that is not a number; editions count from 1.
std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::vector<FormFlaw> publishing_flaws(const FormDesign& design, const DesignCheck& check,
                                       diagnostics::Language language) {
  std::vector<FormFlaw> flaws = flaws_of(design.form, language);
  const std::vector<FormFlaw> known = flaws_of(design.base, language);
  // Compared by their messages, which name the field.
  std::erase_if(flaws, [&](const FormFlaw& flaw) {
    return std::any_of(known.begin(), known.end(), [&](const FormFlaw& one) { return one.sentence == flaw.sentence; });
  });
  if (!check.ok) flaws.push_back({std::string(texts::DesignFaulty.in(language)), "fields", {}});
  // The trials with all sizes of data: see DesignRun::try_all().
  for (const DesignTrial& trial : check.trials) {
    if (trial.ok) continue;
    // Here `size` is the format: other values were read from the file than were put in.
    if (trial.what == "fillable") {
      flaws.push_back({texts::DesignNotRead.in(language, trial.size), "fields", {}});
      continue;
    }
    const auto& size = trial.size == "minimal"   ? texts::DesignMinimal
                       : trial.size == "longest" ? texts::DesignLongest
                                                 : texts::DesignTypical;
    if (trial.what == "fits") {
      flaws.push_back({texts::DesignDoesNotFit.in(language, size.in(language)), "look", {}});
      continue;
    }
    const auto& what = trial.what == "page" ? texts::DesignPages : texts::DesignWorkbook;
    flaws.push_back({texts::DesignNotMade.in(language, what.in(language), size.in(language)), "fields", {}});
  }
  return flaws;
}

inbox::KindEdition edition_of_draft(const FormDesign& design, const DesignCheck& check) {
  inbox::KindEdition edition;
  edition.kind = design.kind;
  edition.hash = check.hash;
  edition.version = check.version;
  edition.base = design.draft.base;
  edition.author = design.draft.author;
  return edition;
}

// A form without an edition cannot be compared.
void Designer::show_compare(const VisitPtr& visit, const DesignPtr& design) {
  if (design->is_alone()) {
    OfficeTable page;
    page.paragraphs = {visit->words(texts::DesignNewForm)};
    return send_table(visit, *design, "compare", http::status::kOk, std::move(page), {});
  }
  check(visit, *design, kDesignCheck, [this, visit, design](const DesignCheck& check, const std::string& report) {
    base::Json rows = base::Json::list();
    // Row by row: the part, the change, before, after.
    for (const FormChange& one : changes_between(design->base, design->form, visit->language)) {
      rows.add(row_of_texts({one.about, one.what, one.before, one.after}));
    }
    base::Json words = base::Json::object();
    words.set("about", visit->words(texts::DesignCompareAbout)).set("none", visit->words(texts::DesignNothingNew));
    words.set("before", visit->words(texts::DesignBefore)).set("after", visit->words(texts::DesignAfter));
    words.set("changed", visit->words(texts::DesignChangedPlaces)).set("same", visit->words(texts::DesignLooksTheSame));
    words.set("none_shown", visit->words(texts::DesignNoPreview));
    base::Json heads = base::Json::list();
    for (const diagnostics::BilingualText* const head :
         {&texts::DesignWhere, &texts::DesignWhat, &texts::DesignBefore, &texts::DesignAfter}) {
      heads.add(visit->words(*head));
    }
    base::Json pairs = base::Json::list();
    // Pages of the draft; a page that only the edition in use has is not shown.
    for (std::uint64_t number = 1; check.ok && number <= check.pages; ++number) {
      const std::string picture = design_address(design->kind, fmt::format("{}.svg", number));
      const std::string label = texts::DesignPreviewPage.in(visit->language, number);
      base::Json pair = base::Json::object();
      // `of=present` draws the edition in use; `r` prevents browsers from showing an old picture.
      pair.set("before", picture + "?of=present").set("after", fmt::format("{}?r={}", picture, design->draft.revision));
      pair.set("before_label", texts::DesignOf.in(visit->language, visit->words(texts::DesignBefore), label));
      pairs.add(std::move(
          pair.set("after_label", texts::DesignOf.in(visit->language, visit->words(texts::DesignAfter), label))));
    }
    base::Json context = base::Json::object();
    context.set("w", std::move(words)).set("heads", std::move(heads)).set("rows", std::move(rows));
    context.set("pairs", std::move(pairs));
    if (!report.empty()) {
      context.set("said", messages_json(report, visit->language, {.files = false, .cells = false}));
    }
    send(visit, *design, "compare", http::status::kOk, "design-compare", std::move(context), {});
  });
}

void Designer::show_publish(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                            std::vector<std::string> errors) {
  // Three pages: publishing a former edition again; nothing to publish; the draft with its checks.
  const std::int64_t again = number_in(visit->asked("again"));
  const std::string address = design_address(design->kind, "publish");
  if (!may_publish_forms(*visit)) visit->notices.push_back(visit->words(texts::DesignNoRight));
  if (again > 0) {
    OfficeTable page;
    page.paragraphs = {texts::DesignAgainAbout.in(visit->language, again)};
    if (may_publish_forms(*visit)) {
      // Without the right to publish, the page only explains.
      OfficeForm form = day_form(*visit, fmt::format("{}?again={}", address, again), {});
      form.title = texts::DesignAgainTitle.in(visit->language, again);
      page.forms = {std::move(form)};
    }
    return send_table(visit, *design, "publish", status, std::move(page), std::move(errors));
  }
  if (design->form == design->base) {
    OfficeTable page;
    page.paragraphs = {visit->words(texts::DesignNothingNew)};
    return send_table(visit, *design, "publish", status, std::move(page), std::move(errors));
  }
  // Takes a while, since files of all sizes and formats and both fillable files are made.
  check(visit, *design, kDesignPublish,
        [this, visit, design, status, address, errors = std::move(errors)](const DesignCheck& check,
                                                                           const std::string& report) {
          const std::vector<FormFlaw> flaws = publishing_flaws(*design, check, visit->language);
          OfficeTable page;
          page.paragraphs = {visit->words(flaws.empty() ? texts::DesignReady : texts::DesignNotReady)};
          page.heads = {visit->words(texts::DesignWhat), ""};
          for (const FormFlaw& flaw : flaws) {
            page.rows.push_back({{{flaw.sentence}, {visit->words(texts::DesignGoThere), flaw_address(*design, flaw)}}});
          }
          if (!report.empty()) {
            page.said = {messages_json(report, visit->language, {.files = false, .cells = false}).text()};
          }
          // No form while anything is wrong, so that there is no button that cannot succeed.
          if (flaws.empty() && may_publish_forms(*visit)) {
            page.forms = {day_form(*visit, address, {{"_revision", std::to_string(design->draft.revision)}})};
          }
          send_table(visit, *design, "publish", status, std::move(page), errors);
        });
}

void Designer::publish(const VisitPtr& visit, const DesignPtr& design) {
  if (!visit->has("_publish")) return pages_.send_not_found(visit);
  // Written to the audit, since the page does not offer this.
  if (!may_publish_forms(*visit)) {
    pages_.note(visit, "form.publish", "kind:" + design->kind, "role");
    return show_publish(visit, design, http::status::kForbidden, {});
  }
  const auto start = typed_start(*visit);
  if (!start || visit->field("note").size() > kMostNote) {
    return show_publish(visit, design, http::status::kUnprocessable,
                        {texts::DesignBadDay.in(visit->language, visit->field("from"))});
  }
  if (const std::int64_t again = number_in(visit->asked("again")); again > 0) {
    return publish_again(visit, *design, again);
  }
  if (is_stale(visit, *design)) {
    return show_publish(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
  }
  if (design->form == design->base) return show_publish(visit, design, http::status::kOk, {});
  // Checked again, since the page may be days old.
  check(visit, *design, kDesignPublish, [this, visit, design, start](const DesignCheck& check, const std::string&) {
    if (!publishing_flaws(*design, check, visit->language).empty()) {
      return show_publish(visit, design, http::status::kUnprocessable, {});
    }
    inbox::KindEdition edition = edition_of_draft(*design, check);
    edition.since = *start;
    // The draft is published only if no user has changed it since it was checked. Between check and publication only
    // the database is asked: a worker's answer may be seconds old.
    const auto now = inbox::FormDrafts(inbox_).get(design->kind);
    if (!now || now->revision != design->draft.revision) {
      return show_publish(visit, design, http::status::kConflict, {visit->words(texts::DesignLate)});
    }
    finish_publishing(visit, *design, std::move(edition), check.edition, check.files);
  });
}

/// The definition is the same, so its hash is, too; the number is new.
void Designer::publish_again(const VisitPtr& visit, const FormDesign& design, std::int64_t number) {
  inbox::Editions editions(inbox_);
  const auto all = editions.list(design.kind);
  // `source` is the bundle of the edition, which old ones of the program may lack.
  const auto source = editions.source(design.kind, number);
  if (!all || !source) return pages_.send_fault(visit, all ? source.error() : all.error());
  const auto found =
      std::find_if(all->begin(), all->end(), [number](const inbox::KindEdition& one) { return one.number == number; });
  if (found == all->end() || source->empty()) return pages_.send_not_found(visit);
  const auto form = editions.form(design.kind, found->hash);
  if (!form) return pages_.send_fault(visit, form.error());
  // The former version and author stay; number, times and publisher are new.
  inbox::KindEdition edition = *found;
  edition.since = typed_start(*visit).value_or(visit->now);
  edition.base = found->hash;
  finish_publishing(visit, design, std::move(edition), *form, *source);
}

void Designer::finish_publishing(const VisitPtr& visit, const FormDesign& design, inbox::KindEdition edition,
                                 const std::string& form, const std::string& source) {
  edition.published_by = visit->account.name;
  edition.published = visit->now;
  edition.note = visit->field("note");
  const auto number = inbox::Editions(inbox_).publish(edition, form, source);
  // The audit has number and hash, by which the edition is found in the database.
  if (!number) return pages_.send_fault(visit, number.error());
  pages_.note(visit, "form.publish", "kind:" + design.kind, fmt::format("{} {}", *number, edition.hash));
  // The edition that is used from now on has the contents of the draft; a draft for a later day can still be edited.
  const bool is_draft = number_in(visit->asked("again")) == 0;
  // A draft for a later day stays, since it can be corrected until then.
  if (is_draft && edition.since <= visit->now) {
    static_cast<void>(inbox::FormDrafts(inbox_).remove(design.kind, design.draft.revision));
  }
  // Tells the front, which then updates the editions in use (PublishedForms).
  if (published_) published_();
  pages_.send_to(visit, fmt::format("{}?done={}", design_address(design.kind, "history"), *number));
}

void Designer::show_history(const VisitPtr& visit, const DesignPtr& design) {
  const auto all = inbox::Editions(inbox_).list(design->kind);
  if (!all) return pages_.send_fault(visit, all.error());
  const inbox::KindEdition* const used = inbox::edition_in_use(*all, visit->now);
  const std::int64_t done = number_in(visit->asked("done"));
  const ActorNames actors(inbox_, visit->language);
  OfficeTable page;
  page.paragraphs = {visit->words(texts::DesignHistoryAbout)};
  page.heads = {visit->words(texts::DesignEdition),     visit->words(texts::DesignState),
                visit->words(texts::DesignSince),       visit->words(texts::DesignUntil),
                visit->words(texts::DesignPublishedBy), visit->words(texts::DesignNoteColumn),
                visit->words(texts::DesignDefinition),  ""};
  for (auto one = all->rbegin(); one != all->rend(); ++one) {
    const auto source = inbox::Editions(inbox_).source(design->kind, one->number);
    // Without its source an edition cannot be used again.
    const bool has_source = source && !source->empty();
    const bool is_repeated = std::any_of(all->begin(), all->end(), [&](const inbox::KindEdition& other) {
      return other.published_by.empty() && other.hash == one->hash && other.number > one->number;
    });
    // The same edition as that of the program, stored once more with its source.
    if (one->published_by.empty() && is_repeated) continue;
    const auto end = inbox::end_of_edition(*all, *one);
    // No edition was published here: that of the program is in use.
    const bool is_used = used == nullptr ? one->hash == design->present.hash : used->number == one->number;
    // `end` before its beginning: another publication has replaced it before it was used.
    const bool is_planned = !one->published_by.empty() && one->since > visit->now && !(end && *end <= one->since);
    const bool never = !one->published_by.empty() && end && *end <= one->since && one->since > one->published;
    const auto& state = is_used      ? texts::DesignInUse
                        : never      ? texts::DesignSuperseded
                        : is_planned ? texts::DesignPlanned
                                     : texts::DesignFormer;
    if (one->number == done) {
      visit->notices.push_back(texts::DesignPublished.in(visit->language, one->number, local_time(one->since)));
    }
    OfficeCell again{has_source && !is_used ? visit->words(texts::DesignAgain) : std::string(),
                     has_source && !is_used
                         ? fmt::format("{}?again={}", design_address(design->kind, "publish"), one->number)
                         : std::string()};
    page.rows.push_back(
        {{{texts::DesignNumber.in(visit->language, one->number)},
          {visit->words(state)},
          {local_time(one->since)},
          {end ? local_time(*end) : std::string("–")},
          {one->published_by.empty() ? visit->words(texts::DesignBroughtBy) : actors.of_program(one->published_by)},
          {one->note},
          {one->hash.substr(0, kShownDigits)},
          std::move(again)}});
  }
  send_table(visit, *design, "history", http::status::kOk, std::move(page), {});
}

}  // namespace gongwen::service
