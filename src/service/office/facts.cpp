// Facts: the records from which a periodical is published. They are entered by form or by workbook, and the issue of a
// month goes from its preview to its publication. Each change is shown before it is made, and carries the hash of what
// was shown (`_plan`, `_facts`), so that a user never confirms anything else than what was on the page.
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/common.h"
#include "resources/folder.h"
#include "schema/written_values.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <set>

namespace gongwen::service {
namespace {

using inbox::Role;

/// The slot in which an uploaded file waits until its changes are confirmed.
constexpr std::string_view kWaiting = "facts";
/// Records on a page of the list.
constexpr std::size_t kRecordsOfPage = 200;

/// Returns the period of a filter: `2026年8月`, as people write it, becomes `2026-08`. A text that is not a month is
/// returned unchanged.
std::string written_period(const std::string& text) {
  return schema::read_written(schema::Format::Month, text).value_or(text);
}

/// Returns the ending of a name, which tells the store how to read the file; empty unless it is plain.
std::string ending_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  std::string ending = dot == std::string::npos ? std::string() : name.substr(dot);
  const bool plain = std::all_of(ending.begin(), ending.end(),
                                 [](char c) { return c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  constexpr std::size_t kMaxEnding = 6;
  return plain && ending.size() <= kMaxEnding ? ending : std::string();
}

/// Returns the user's name for the file if it is valid here, since messages show it; otherwise `upload`
/// with its ending. Names are shown in messages and stored with the waiting file, so they must not be
/// paths.
std::string name_of_upload(const std::string& name) {
  constexpr std::size_t kMaxName = 200;
  const bool is_name = resources::is_inner_name(name) && name.find('/') == std::string::npos &&
                       name.size() <= kMaxName && !ending_of(name).empty();
  return is_name ? name : "upload" + ending_of(name);
}

}  // namespace

std::string joined_texts(const std::vector<std::string>& texts, diagnostics::Language language) {
  std::string text;
  for (const std::string& one : texts) text.append(text.empty() ? "" : texts::ListComma.in(language)).append(one);
  return text;
}

/// Asks the worker that has the store. The request gets the places, the time and the person; `by` is the
/// name that the history shows. The places come from the settings of the operator, never from the
/// browser.
void OfficePages::ask_records(const VisitPtr& visit, RecordsRequest request, std::vector<MemoryFile> files,
                              std::function<void(TaskAnswer)> done) {
  request.signing = office_.signing;
  request.secret_file = office_.secret_file;
  request.store = office_.store;
  request.needs_approval = office_.needs_approval;
  request.site = office_.site;
  request.now = static_cast<std::uint64_t>(visit->now);
  request.by = visit->account.title.empty() ? visit->account.name : visit->account.title;
  // The first file of the task is the request as JSON; uploads and typed values follow it.
  Task task;
  task.operation = Operation::Records;
  task.files = std::move(files);
  task.files.insert(task.files.begin(), MemoryFile{"request", base::to_json(request).text()});
  // The change is made even if the browser does not wait for the answer; the history of the record then shows it.
  constexpr bool kDropsWhenGone = false;
  ask_whatever(visit, {*records_, office_.publish_time, kDropsWhenGone}, std::move(task), std::move(done));
}

void OfficePages::facts(const VisitPtr& visit) { list_facts(visit, 200, {}); }

// The list.

/// Shows the list, filtered by type and period, with the possible actions beside it. `report`: messages of a change
/// that was made or refused before; empty: those of the list itself.
void OfficePages::list_facts(const VisitPtr& visit, unsigned status, const std::string& report) {
  RecordsRequest request{RecordsAction::List};
  request.type = visit->asked("type");
  request.period = written_period(visit->asked("period"));
  request.first = number_of_digits(visit->asked("first"));
  request.count = kRecordsOfPage;
  // The request is moved away, so the number is copied for the link to the next page.
  const std::size_t first = request.first;
  ask_records(visit, std::move(request), {}, [this, visit, status, first, report](TaskAnswer answer) {
    const auto list = base::from_json<RecordListing>(answer.body);
    if (!list) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    base::Json rows = base::Json::list();
    for (const RecordName& one : list->records) {
      rows.add(row_of(text_cell(type_title(list->types, one.type, visit->language)),
                      text_cell(one.key, record_address(one.type, one.key)), text_cell(one.summary)));
    }
    Context context = base::Json::object();
    // If the store cannot be read, only its messages are shown.
    if (rows.size() == 0 && answer.outcome == Outcome::Done) {
      context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeFactsNone)}));
    }
    const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeFactsKey),
                                         visit->words(texts::OfficeFactsSummary)};
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
    context.set("forms", facts_forms(visit, list->types)).set("forms_first", true);
    base::Json book = base::Json::object();
    book.set("address", std::string(kFactsAddress) + "/book.xlsx").set("label", visit->words(texts::OfficeFactsBook));
    context.set("links", list_of(std::move(book)));
    // `all` is the number of records that the filter finds, of which the page has at most kRecordsOfPage.
    if (first + kRecordsOfPage < list->all) {
      const std::vector<http::FormField> next{{"type", visit->asked("type")},
                                              {"period", visit->asked("period")},
                                              {"first", std::to_string(first + kRecordsOfPage)}};
      context.set("next", fmt::format("{}?{}", kFactsAddress, http::write_form(next)));
    }
    context.set("said", messages_json(report.empty() ? answer.report : report, visit->language));
    // If the list cannot be read, as with a damaged store, its messages are shown.
    const unsigned found = answer.outcome == Outcome::Done ? status : http::status::kUnprocessable;
    send_office(visit, found, "table", visit->words(texts::OfficeFacts), std::move(context));
  });
}

/// Returns the forms beside the list: the month's issue, the filter, and for secretaries a new record and a file.
base::Json OfficePages::facts_forms(const VisitPtr& visit, const std::vector<RecordType>& types) const {
  const auto choices = [&](bool all) {
    base::Json list = base::Json::list();
    if (all) add_choice(list, "", visit->words(texts::OfficeFilterAll), visit->asked("type"));
    for (const RecordType& type : types) {
      add_choice(list, type.name, type.title.in(visit->language), visit->asked("type"));
    }
    return select_json("type", visit->words(texts::OfficeFactsType), std::move(list));
  };
  const auto period = [&] {
    return input_json("period", "text", visit->words(texts::OfficeFactsPeriod), visit->asked("period"));
  };
  base::Json forms = base::Json::list();
  const auto add = [&](std::string_view method, std::string_view page, const diagnostics::BilingualText& title,
                       base::Json inputs, base::Json button) {
    base::Json form =
        form_json(method, std::string(kFactsAddress).append(page), std::move(inputs), list_of(std::move(button)));
    forms.add(std::move(form.set("title", visit->words(title))));
  };
  const auto button = [&](std::string_view name, const diagnostics::BilingualText& label, bool minor) {
    return button_json(name, name == "_" ? "" : "1", visit->words(label), minor);
  };
  add("get", "/issue", texts::OfficeFactsMonth, list_of(period()), button("_", texts::OfficeFactsPreview, true));
  add("get", "", texts::OfficeFilterButton, list_of(choices(true), period()),
      button("_", texts::OfficeFilterButton, true));
  if (visit->account.role < Role::Secretary) return forms;
  add("get", "/record", texts::OfficeFactsNew, list_of(choices(false)), button("_", texts::OfficeFactsGo, true));
  base::Json file = input_json("file", "file", visit->words(texts::OfficeFile));
  file.set("hint", visit->words(texts::OfficeFactsUploadAbout));
  add("post", "", texts::OfficeFactsUpload, list_of(std::move(file), choices(true)),
      button("_upload", texts::OfficeFactsShow, false));
  return forms;
}

/// Sends the records as a workbook, which can be changed and uploaded again.
void OfficePages::send_book(const VisitPtr& visit) {
  RecordsRequest request{RecordsAction::Export};
  request.type = visit->asked("type");
  request.period = written_period(visit->asked("period"));
  ask_records(visit, std::move(request), {}, [this, visit](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done || answer.body.empty()) {
      return list_facts(visit, http::status::kUnprocessable, answer.report);
    }
    note(visit, "facts.export", "store", "ok");
    const std::string day = local_day(visit->now);
    send_file(visit, answer.media_type, fmt::format("{} {}.xlsx", visit->words(texts::OfficeFactsRecord), day),
              std::move(answer.body), true);
  });
}

// Files: the page shows the changes before they are made.

namespace {

// Hidden fields of the page that shows changes.
constexpr std::string_view kDrop = "_drop";    // rows that belong to deleted ones are left out
constexpr std::string_view kWhole = "_whole";  // all changes are made, without ticks
/// Beyond this number, changes are not ticked one by one, since a form has at most 2,000 fields.
constexpr std::size_t kMostTicks = 1'000;

/// Returns the value of a tick box: `event 2026-08/meeting-0820`.
std::string tick_value(const PlannedChange& change) { return change.type + " " + change.key; }

std::vector<ChosenRecord> ticked_records(const OfficeVisit& visit) {
  std::vector<ChosenRecord> records;
  for (const http::FormField& field : visit.fields) {
    const std::size_t blank = field.value.find(' ');
    if (field.name != "_row" || blank == std::string::npos) continue;
    records.push_back({field.value.substr(0, blank), field.value.substr(blank + 1)});
  }
  return records;
}

/// Returns the owner of an account's waiting file, so that two users do not see each other's. An owner of inbox::Files:
/// `facts:NAME`.
std::string waiting_owner(const inbox::Account& account) { return fmt::format("{}:{}", kWaiting, account.name); }

}  // namespace

void OfficePages::upload_facts(const VisitPtr& visit) {
  if (visit->has("_commit")) return commit_facts(visit);
  if (visit->has("_delete_both")) return drop_orphans(visit);
  if (visit->files.empty())
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeNoFile.in(visit->language));
  UploadedFile given = std::move(visit->files.front());
  visit->files.clear();
  MemoryFile file{name_of_upload(given.name), std::move(given.bytes)};
  // The upload replaces the file that waited before, so each account has at most one.
  const auto fault = inbox::Files(inbox_).put(waiting_owner(visit->account),
                                              {std::string(kWaiting), "", file.path, "", 0}, file.bytes, visit->now);
  if (fault) return send_fault(visit, *fault);
  RecordsRequest request{RecordsAction::Import};
  request.type = visit->field("type");
  request.preview = true;
  // The page refers to the file by its hash, so that a user who uploads another file in a second tab cannot confirm the
  // changes of the first one.
  const std::string hash = base::sha256(file.bytes);
  std::vector<MemoryFile> files;
  files.push_back(std::move(file));
  ask_records(visit, std::move(request), std::move(files),
              [this, visit, hash](TaskAnswer answer) { show_changes(visit, hash, answer); });
}

/// Returns the waiting file if it is still the one that the page showed; otherwise answers and returns nullopt.
std::optional<MemoryFile> OfficePages::waiting_file(const VisitPtr& visit, const std::string& hash) {
  inbox::Files files(inbox_);
  const auto listed = files.list(waiting_owner(visit->account));
  if (!listed) {
    send_fault(visit, listed.error());
    return std::nullopt;
  }
  // Another file was uploaded, or the changes were made already.
  if (listed->empty() || listed->front().hash != hash) {
    send_problem(visit, http::status::kConflict, texts::OfficeFactsFileGone.in(visit->language));
    return std::nullopt;
  }
  auto bytes = files.read(listed->front().hash);
  if (!bytes) {
    send_fault(visit, bytes.error());
    return std::nullopt;
  }
  return MemoryFile{listed->front().name, *std::move(bytes)};
}

/// Asks about the waiting file, if it still exists.
void OfficePages::ask_about_file(const VisitPtr& visit, const std::string& hash, RecordsRequest request,
                                 const std::function<void(const std::string& name, TaskAnswer)>& done) {
  auto file = waiting_file(visit, hash);
  if (!file) return;
  const std::string name = file->path;
  std::vector<MemoryFile> files;
  files.push_back(*std::move(file));
  ask_records(visit, std::move(request), std::move(files),
              [done, name](TaskAnswer answer) { done(name, std::move(answer)); });
}

/// Shows the changes of the waiting file once more, without the rows that belong to deleted records.
void OfficePages::drop_orphans(const VisitPtr& visit) {
  const std::string hash = visit->field("_file");
  RecordsRequest request{RecordsAction::Import};
  request.type = visit->field("type");
  request.preview = true;
  // Orphans: rows of another sheet that belong to a record which the file deletes.
  request.drops_orphans = true;
  ask_about_file(visit, hash, std::move(request), [this, visit, hash](const std::string&, const TaskAnswer& answer) {
    show_changes(visit, hash, answer);
  });
}

/// Sends the waiting workbook with remarks at its faulty cells.
void OfficePages::send_remarks(const VisitPtr& visit) {
  RecordsRequest request{RecordsAction::Import};
  request.type = visit->asked("type");
  request.preview = true;
  request.drops_orphans = visit->asked("drop") == "1";
  request.remarks = true;
  ask_about_file(
      visit, visit->asked("file"), std::move(request), [this, visit](const std::string& name, TaskAnswer answer) {
        if (answer.outcome != Outcome::Done) {
          return send_problem(visit, http::status::kUnprocessable, texts::OfficeFactsNoRemarks.in(visit->language));
        }
        note(visit, "facts.remarks", "store", "ok");
        const std::string stem = name.substr(0, name.rfind('.'));
        send_file(visit, answer.media_type, texts::OfficeFactsRemarked.in(visit->language, stem) + ".xlsx",
                  std::move(answer.body), true);
      });
}

/// Makes the ticked changes of the file that was shown. If the file has been
/// replaced, nothing is entered. `plan` is the hash of the changes that were shown;
/// if the store would now make others, it answers with `conflict` and nothing is
/// entered.
void OfficePages::commit_facts(const VisitPtr& visit) {
  const std::string hash = visit->field("_file");
  RecordsRequest request{RecordsAction::Import};
  request.type = visit->field("type");
  request.drops_orphans = visit->has(kDrop);
  request.plan = visit->field("_plan");
  request.reason = visit->field("_reason");
  // The page had too many changes for tick boxes, and offered all of them.
  if (visit->has(kWhole)) {
    request.remove_missing = visit->field("_remove_missing") == "1";
  } else {
    // With tick boxes, missing records are removed only if their rows are ticked (request.only has them).
    request.remove_missing = true;
    request.only = ticked_records(*visit);
    // Without a tick nothing is changed, and the page is shown again: the request is a
    // preview.
    request.preview = request.only->empty();
    if (request.preview) request.only.reset();
  }
  const bool is_asked_again = request.preview;
  ask_about_file(visit, hash, std::move(request),
                 [this, visit, hash, is_asked_again](const std::string&, const TaskAnswer& answer) {
                   if (answer.outcome != Outcome::Done || is_asked_again) return show_changes(visit, hash, answer);
                   // A file that cannot be removed stays until the next upload, which replaces it.
                   static_cast<void>(inbox::Files(inbox_).remove(waiting_owner(visit->account), std::string(kWaiting)));
                   const auto change = base::from_json<RecordsChange>(answer.body).value_or(RecordsChange());
                   note(visit, "facts.import", "store", "ok");
                   visit->notices.push_back(texts::OfficeFactsDone.in(visit->language, change.changed));
                   list_facts(visit, 200, answer.report);
                 });
}

namespace {

/// Returns the changed values in words, such as `参会人数（“30”改为“32”）`, since a user who confirms a change has to
/// see them.
std::vector<std::string> changed_fields(const PlannedChange& record, diagnostics::Language language) {
  const auto shown = [language](const std::string& text) {
    return text.empty() ? std::string(texts::OfficeFactsNoValue.in(language)) : "“" + text + "”";
  };
  std::vector<std::string> changed;
  for (const ValueChange& value : record.values) {
    changed.push_back(value.field + texts::OfficeFactsFromTo.in(language, shown(value.before), shown(value.after)));
  }
  return changed;
}

/// Returns in words the change that a record of a file makes in the store; nullopt if it makes none.
std::optional<std::string> change_words(const PlannedChange& record, diagnostics::Language language) {
  // `action` is a word of the store: `same`, `add`, `change` or `missing`.
  if (record.action == "same") return std::nullopt;
  if (record.action == "add") return std::string(texts::OfficeFactsAdd.in(language));
  if (record.action == "missing") return std::string(texts::OfficeFactsMissing.in(language));
  return texts::OfficeFactsChanged.in(language, joined_texts(changed_fields(record, language), language));
}

/// Returns the place of a record in its file in words: `x.xlsx 事项!A5` becomes `“事项”A5`, `x.csv:3` becomes line 3.
/// There is only one file.
std::string place_words(const std::string& place, diagnostics::Language language) {
  const std::size_t mark = place.rfind('!');
  // The file name itself may have spaces, so the last one before the mark separates it from the sheet.
  const std::size_t blank = mark == std::string::npos ? place.rfind(' ') : place.rfind(' ', mark);
  const std::size_t colon = place.rfind(':');
  if (blank != std::string::npos) return cell_words(place.substr(blank + 1));
  return colon == std::string::npos ? place : texts::OfficeFactsLine.in(language, place.substr(colon + 1));
}

/// Returns the values of a new record, line by line.
base::Json values_json(const PlannedChange& record, diagnostics::Language language) {
  base::Json lines = base::Json::list();
  if (record.action != "add") return lines;
  for (const ValueChange& value : record.values) {
    lines.add(value.field + std::string(texts::Colon.in(language)) + value.after);
  }
  return lines;
}

}  // namespace

/// Returns the rows of the page: every record that the file changes, with a tick box unless there are too many.
base::Json OfficePages::change_rows(const VisitPtr& visit, const RecordsChange& change) const {
  // If the page is shown again, the ticks are those of the user, not the defaults.
  const bool was_shown = visit->has("_commit");
  const bool drops = visit->has(kDrop) || visit->has("_delete_both");
  std::set<std::string> ticked;
  for (const ChosenRecord& record : ticked_records(*visit)) ticked.insert(record.type + " " + record.key);
  base::Json rows = base::Json::list();
  for (const PlannedChange& one : change.records) {
    const auto words = change_words(one, visit->language);
    if (!words) continue;
    const std::string type = type_title(change.types, one.type, visit->language);
    const std::string value = tick_value(one);
    // Removal must be ticked each time, since a workbook of one month lacks the records of all others.
    const bool is_usual = one.action != "missing" || drops;
    base::Json row = base::Json::object();
    row.set("value", value).set("tick", texts::OfficeFactsTick.in(visit->language, type, one.key));
    row.set("ticked", was_shown ? ticked.contains(value) : is_usual).set("type", type).set("key", one.key);
    row.set("words", *words)
        .set("lines", values_json(one, visit->language))
        .set("place", place_words(one.place, visit->language));
    rows.add(std::move(row));
  }
  return rows;
}

/// Shows the page with the changes. `file` is the hash of the uploaded file. Four cases: changes
/// to confirm; nothing to change; errors (no changes offered); orphans, which one button leaves
/// out.
void OfficePages::show_changes(const VisitPtr& visit, const std::string& file, const TaskAnswer& answer) {
  const auto change = base::from_json<RecordsChange>(answer.body);
  if (!change) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
  base::Json rows = change_rows(visit, *change);
  // The store has changed since the page was made: the current changes must be confirmed.
  const bool is_conflict = change->conflict;
  const bool well = answer.outcome == Outcome::Done || is_conflict;
  const bool drops = visit->has(kDrop) || visit->has("_delete_both");
  // Beyond this number the page offers all changes or none.
  const bool has_ticks = rows.size() <= kMostTicks;
  std::vector<std::pair<std::string, std::string>> hidden{{"type", visit->field("type")}, {"_file", file}};
  Context context = base::Json::object();
  std::vector<std::string> paragraphs;
  std::vector<std::string> errors;
  if (is_conflict) errors.push_back(visit->words(texts::OfficeFactsPlanChanged));
  if (!well) errors.push_back(visit->words(texts::OfficeFactsErrors));
  if (well && rows.size() > 0) {
    hidden.emplace_back("_plan", change->plan);
    if (drops) hidden.emplace_back(kDrop, "1");
    if (!has_ticks) hidden.emplace_back(kWhole, "1");
    paragraphs.push_back(has_ticks ? visit->words(texts::OfficeFactsTickAbout)
                                   : texts::OfficeFactsAllAbout.in(visit->language, rows.size()));
    if (visit->has("_commit") && !visit->has(kWhole) && ticked_records(*visit).empty()) {
      errors.push_back(visit->words(texts::OfficeFactsNoneTicked));
    }
    const auto is_missing = [](const PlannedChange& one) {
      return one.action == "missing";
    };
    // With tick boxes, removal is ticked row by row; without them it is confirmed as a whole.
    const bool asks = !has_ticks && std::any_of(change->records.begin(), change->records.end(), is_missing);
    context.set("hidden_fields", hidden_json(hidden)).set("asks_removal", asks);
  } else if (well) {
    paragraphs.push_back(visit->words(texts::OfficeFactsNothing));
  } else if (change->has_orphans && !drops) {
    base::Json form =
        form_json("post", kFactsAddress, base::Json::list(),
                  list_of(button_json("_delete_both", "1", visit->words(texts::OfficeFactsOrphansButton))));
    form.set("title", visit->words(texts::OfficeFactsOrphans))
        .set("about", visit->words(texts::OfficeFactsOrphansAbout));
    form.set("hidden", hidden_json(hidden));
    context.set("forms", list_of(std::move(form)));
  }
  const bool offers = well && rows.size() > 0;
  context.set("rows", std::move(rows)).set("offers", offers).set("ticks", offers && has_ticks);
  context.set("paragraphs", base::Json::list_of(paragraphs)).set("said", messages_json(answer.report, visit->language));
  context.set("reason", visit->field("_reason"));
  base::Json words = base::Json::object();
  words.set("tick", visit->words(texts::OfficeFactsTickHead)).set("type", visit->words(texts::OfficeFactsType));
  words.set("key", visit->words(texts::OfficeFactsKey)).set("change", visit->words(texts::OfficeFactsChange));
  words.set("place", visit->words(texts::OfficeFactsPlace)).set("lines", visit->words(texts::OfficeFactsValues));
  words.set("reason", visit->words(texts::OfficeFactsReason)).set("button", visit->words(texts::OfficeFactsCommit));
  if (!well && change->has_cells) {
    // The workbook is made anew from the waiting file when the link is followed.
    const std::vector<http::FormField> query{
        {"file", file}, {"type", visit->field("type")}, {"drop", drops ? "1" : ""}};
    context.set("remarks", fmt::format("{}/remarks.xlsx?{}", kFactsAddress, http::write_form(query)));
    words.set("remarks", visit->words(texts::OfficeFactsRemarks));
  }
  words.set("removal", visit->words(texts::OfficeFactsRemoveMissing));
  context.set("w", std::move(words));
  const bool is_refused = visit->has("_commit") && well && !is_conflict;
  const unsigned status = is_conflict           ? http::status::kConflict
                          : well && !is_refused ? 200
                                                : http::status::kUnprocessable;
  send_office(visit, status, "changes", visit->words(texts::OfficeFactsUpload), std::move(context), std::move(errors));
}

// The issue of a period.

/// GET previews the issue; POST publishes it, from the page that showed the preview. Publishing needs a place for the
/// site; without one the page only previews.
void OfficePages::issue(const VisitPtr& visit) {
  if (!visit->posts()) return preview_issue(visit, written_period(visit->asked("period")), {});
  if (office_.site.empty()) return send_not_found(visit);
  const std::string period = visit->field("period");
  if (const auto decision = posted_decision(visit)) return decide_issue(visit, period, *decision);
  RecordsRequest request{RecordsAction::Publish};
  // `agreed`: the hash of the facts that the preview showed.
  request.period = period;
  request.agreed = visit->field("_facts");
  ask_records(visit, std::move(request), {}, [this, visit, period](TaskAnswer answer) {
    note(visit, "facts.publish", "period:" + period, answer.outcome == Outcome::Done ? "ok" : "refused");
    const bool is_other = base::from_json<IssueAnswer>(answer.body).value_or(IssueAnswer()).conflict;
    // The preview showed other facts: the user must agree to the present ones.
    is_other ? preview_issue(visit, period, answer.report) : show_issue(visit, period, answer, {}, {});
  });
}

/// Previews an issue. `refused` is the report of a publication that was refused because the preview showed other facts;
/// empty otherwise.
void OfficePages::preview_issue(const VisitPtr& visit, const std::string& period, const std::string& refused) {
  // Two questions: the preview makes the issue; the state has the earlier decisions about it.
  RecordsRequest request{RecordsAction::Preview};
  request.period = period;
  ask_records(visit, std::move(request), {}, [this, visit, period, refused](TaskAnswer answer) {
    RecordsRequest listing{RecordsAction::State};
    ask_records(visit, std::move(listing), {}, [this, visit, period, refused, answer](const TaskAnswer& state) {
      const auto all = base::from_json<PeriodicalSaid>(state.body).value_or(PeriodicalSaid());
      // An issue without any decision is not in the list.
      const auto listed = std::find_if(all.issues.begin(), all.issues.end(),
                                       [&](const ListedIssue& one) { return one.period == period; });
      show_issue(visit, period, answer, refused, listed == all.issues.end() ? ListedIssue() : *listed);
    });
  });
}

/// Sends the issue as PDF.
void OfficePages::send_issue(const VisitPtr& visit) {
  const std::string period = written_period(visit->asked("period"));
  RecordsRequest request{RecordsAction::Preview};
  request.period = period;
  request.document = true;
  ask_records(visit, std::move(request), {}, [this, visit, period](TaskAnswer answer) {
    // Without a PDF the issue does not exist, or it has errors, which the page shows.
    if (answer.media_type != "application/pdf") return send_not_found(visit);
    send_file(visit, answer.media_type, period + ".pdf", std::move(answer.body), false);
  });
}

namespace {

/// Returns the result of a publication or preview in words; nullopt if the issue could not be made. Words of the
/// engine: see IssueAnswer::outcome.
std::optional<std::string> outcome_words(const IssueAnswer& issue, const std::string& period,
                                         diagnostics::Language language) {
  if (issue.outcome == "published") {
    return texts::OfficeFactsPublished.in(language, period, issue.issue, issue.year, issue.pages);
  }
  if (issue.outcome == "corrected") return texts::OfficeFactsCorrected.in(language, period, issue.edition);
  if (issue.outcome == "unchanged") return texts::OfficeFactsUnchanged.in(language, period);
  if (issue.outcome == "waiting" || issue.outcome == "held") return standing_words(issue.standing, language);
  if (issue.outcome == "previewed") {
    return texts::OfficeFactsPreviewed.in(language, period, issue.issue, issue.year, issue.pages);
  }
  return std::nullopt;
}

/// Returns the errors of a report as texts. Only errors, since warnings of a refused publication appear with the
/// preview anyway.
std::vector<std::string> errors_in(const std::string& report, diagnostics::Language language) {
  std::vector<std::string> errors;
  const base::Json messages = messages_json(report, language);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const base::JsonView one = messages.view().at(i);
    if (one.text_of("severity") == "error") errors.push_back(one.text_of("text"));
  }
  return errors;
}

/// Returns what has to be completed before publication, with the records concerned.
std::vector<std::string> open_points(const IssueAnswer& issue, diagnostics::Language language) {
  std::vector<std::string> lines;
  for (const OpenIssuePoint& point : issue.open) {
    if (point.keys.empty()) continue;
    lines.push_back(texts::OfficeFactsOpen.in(language, point.title.in(language), joined_texts(point.keys, language)));
  }
  return lines;
}

}  // namespace

void OfficePages::show_issue(const VisitPtr& visit, const std::string& period, const TaskAnswer& answer,
                             const std::string& refused, const ListedIssue& listed) {
  const auto issue = base::from_json<IssueAnswer>(answer.body).value_or(IssueAnswer());
  std::vector<std::string> errors = errors_in(refused, visit->language);
  const auto outcome = outcome_words(issue, period, visit->language);
  if (outcome) visit->notices.push_back(*outcome);
  // A decision about the published issue takes precedence over one about the present draft.
  const bool is_settled = listed.standing.state == "left" || listed.standing.state == "withdrawn";
  const std::string standing = standing_words(is_settled ? listed.standing : issue.standing, visit->language);
  if (issue.outcome == "previewed" && !standing.empty()) visit->notices.push_back(standing);
  if (!issue.signer.empty()) visit->notices.push_back(texts::OfficeFactsSigned.in(visit->language, issue.signer));
  if (!outcome) errors.push_back(texts::OfficeFactsFailed.in(visit->language, period));
  base::Json rows = base::Json::list();
  for (const std::string& heading : issue.contents) rows.add(row_of_texts({heading}));
  Context context = base::Json::object();
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsContents)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("paragraphs", base::Json::list_of(open_points(issue, visit->language)));
  context.set("said", messages_json(answer.report, visit->language));
  base::Json links = base::Json::list();
  const auto link = [&](const std::string& address, const diagnostics::BilingualText& label) {
    base::Json one = base::Json::object();
    links.add(std::move(one.set("address", address).set("label", visit->words(label))));
  };
  if (issue.pages > 0) {
    const std::vector<http::FormField> query{{"period", period}};
    link(fmt::format("{}/issue.pdf?{}", kFactsAddress, http::write_form(query)), texts::OfficeFactsPdf);
  }
  link("/office/issues", texts::OfficeIssues);
  link(std::string(kFactsAddress), texts::OfficeFacts);
  context.set("links", std::move(links));
  // The buttons are only on the page of a preview, so that every decision is about something that was seen.
  const bool shows_preview = issue.outcome == "previewed" || issue.outcome.empty() || issue.outcome == "failed";
  if (shows_preview && visit->account.role >= Role::Secretary) {
    context.set("forms", decision_forms(visit, period, issue, listed));
  }
  const unsigned status = !refused.empty() ? http::status::kConflict
                          : errors.empty() ? 200
                                           : http::status::kUnprocessable;
  send_office(visit, status, "table", visit->words(texts::OfficeFactsMonth), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
