// Saving of drafts: the fields and pictures that a page posts by a button (`posted_draft`) or its script sends while
// the user is typing (`autosave`). Writes carry the revision from which the page was made; if the draft has another
// one, neither input is lost: the page keeps its input and links to the stored draft. A worker decodes pictures, one
// after another, never the front.
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/service.h"
#include "engine/webform/page.h"
#include "forms/field_names.h"
#include "resources/environment.h"
#include "service/detail/described_form.h"
#include "service/detail/form_pages.h"
#include "service/detail/pictures.h"
#include "service/detail/remark_answers.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <utility>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

// Steps of a button: read fields and files, save, move pictures of moved rows, remove, language, new pictures one by
// one, then the button's own action.
void append(TypedValues& values, TypedValues more) {
  values.insert(values.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// If there are several files for one field, keeps the last one, as for several texts of a text field. A browser sends
/// a field twice if the page has two controls for it.
void keep_last_of_each(std::vector<UploadedFile>& files) {
  std::set<std::string> seen;
  std::vector<UploadedFile> kept;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (file->field.starts_with('/') && seen.insert(file->field).second) kept.push_back(std::move(*file));
  }
  files = std::move(kept);
}

/// Faults after which the script tries again later.
bool is_for_later(const inbox::Fault& fault) {
  return fault.kind == inbox::Fault::Kind::Database || fault.kind == inbox::Fault::Kind::NoRoom;
}

/// Returns the revision in If-Match, `"12"` (an entity tag, RFC 9110, 13.1.1); 0, which no draft has, if there is none.
/// Weak tags are not accepted, since the script got a strong one.
std::int64_t revision_of(const http::RequestHead& head) {
  const std::string* const tag = head.header("if-match");
  const bool is_quoted = tag != nullptr && tag->size() > 2 && tag->front() == '"';
  return is_quoted ? static_cast<std::int64_t>(number_of_digits(std::string_view(*tag).substr(1))) : 0;
}

/// Returns the message for a worker's reason to refuse a photo; any other result counts as a failure of ours.
diagnostics::BilingualText fault_of_picture(std::string_view fault) {
  if (fault == "type") return texts::ServicePhotoType;
  if (fault == "size") return texts::ServicePhotoSize;
  if (fault == "damaged") return texts::ServicePhotoDamaged;
  return texts::ServicePhotoFailed;
}

}  // namespace

/// Reads fields and files of a URL-encoded or multipart body into the entries. Returns false if it has answered. The
/// fields are those of the step, and those of the other steps, which the page has as hidden fields; values without a
/// place come from left_values().
bool FormPages::take_entries(const VisitPtr& visit) {
  if (!read_fields(visit, limits_.max_form, &visit->files)) return false;
  if (!require_token(visit)) return false;
  keep_last_of_each(visit->files);
  TypedValues values = posted_values(visit->fields);
  append(values, left_values(visit->fields));
  append(values, picture_values(visit->stored));
  visit->entries = std::move(values);
  return true;
}

std::optional<inbox::Fault> FormPages::keep_answers(const VisitPtr& visit) {
  if (!visit->submission) return std::nullopt;
  return store_answers(inbox_, *visit->submission, *visit, limits_.max_answer, AnswerPlace::Field, visit->messages);
}

/// Returns whether a row that is to be deleted has been filled in, so that the page asks first. A row with blanks only
/// is deleted without asking.
bool FormPages::is_doubtful(const FormVisit& visit) {
  const std::string row = visit.field("_delete");
  return !row.empty() && std::any_of(visit.entries.begin(), visit.entries.end(), [&](const TypedValue& value) {
    const bool is_inside = value.pointer == row || value.pointer.starts_with(row + '/');
    return is_inside &&
           std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return !is_blank(text); });
  });
}

/// Returns the change that the pressed button makes to the rows of a list; null for other buttons, and
/// if the page asks first. Returned as a function, since values and pictures are moved by the same
/// rule.
std::function<TypedValues(const TypedValues&)> FormPages::change_of_rows(const FormVisit& visit) {
  const std::string deleted =
      visit.field(visit.doubted_row.empty() && visit.has("_delete") ? "_delete" : "_delete_sure");
  if (!deleted.empty()) {
    return [deleted](const TypedValues& values) {
      return without_row(values, deleted);
    };
  }
  if (!visit.has("_up")) return nullptr;
  return [row = visit.field("_up")](const TypedValues& values) {
    return with_row_up(values, row);
  };
}

/// Carries out a button of the page. The draft is saved before anything else, so that a later fault loses no input.
void FormPages::posted_draft(const VisitPtr& visit) {
  if (!take_entries(visit)) return;
  visit->step = number_of_digits(visit->field("_at"));
  // The page is shown with the question instead; nothing is deleted yet.
  if (is_doubtful(*visit)) visit->doubted_row = visit->field("_delete");
  const auto change = change_of_rows(*visit);
  if (change) visit->entries = change(visit->entries);
  const std::int64_t before = visit->draft.revision;
  const auto saved =
      save(visit, static_cast<std::int64_t>(number_of_digits(visit->field("_revision"))), inbox::Saving::OnDemand);
  if (!saved && saved.error().kind == inbox::Fault::Kind::Conflict) {
    // The page keeps the input and links to the stored draft: nothing is lost, and nothing is overwritten unseen.
    visit->status = http::status::kConflict;
    const std::string address = "/d/" + visit->draft.id;
    const std::string shown = visit->request().host + address;
    // Host and path as text besides the link, so that it can be read out by phone.
    visit->notices = {texts::ServiceChangedElsewhere.in(visit->language, shown)};
    // A browser cannot send chosen files again by itself.
    if (!visit->files.empty()) visit->notices.push_back(visit->words(texts::ServicePictureAgain));
    visit->links = {{address, shown}};
    return show_form(visit, false, nullptr);
  }
  if (!saved) return send_fault(visit, saved.error());
  if (const auto fault = keep_answers(visit)) return send_fault(visit, *fault);
  // If the button was pressed twice, the first request has already moved the pictures, and the revision is unchanged.
  // `*saved == before`: save() has found the same entries and changed nothing.
  if (change && *saved != before && !move_pictures(visit, change)) return;
  const std::string removed = visit->field("_remove");
  if (!removed.empty() && !remove_picture(visit, removed)) return;
  if (take_draft_language(visit)) take_pictures(visit);
}

/// Changes the language of the draft if a button asks for it. Returns false if it has answered.
bool FormPages::take_draft_language(const VisitPtr& visit) {
  const std::string language = visit->field("_language");
  if (language != "zh" && language != "en") return true;
  if (const auto fault = inbox::Drafts(inbox_).set_language(visit->draft.id, language)) {
    send_fault(visit, *fault);
    return false;
  }
  visit->draft.language = language;
  return true;
}

/// Saves the entries if the draft has this revision. Returns the new revision; `Conflict` if the draft was saved in
/// between.
inbox::Result<std::int64_t> FormPages::save(const VisitPtr& visit, std::int64_t revision, inbox::Saving saving) {
  // Pictures and files are not part of the entries.
  std::string entries = entries_json(typed_alone(visit->entries));
  // The same entries again are not a change by another user: a button was pressed twice, or the script got no answer to
  // its request.
  if (entries == visit->draft.entries && visit->draft.submission.empty()) {
    // Autosaves do not wait for the disk, but a button promises that the draft is safe.
    if (saving == inbox::Saving::OnDemand) {
      if (const auto fault = inbox::Drafts(inbox_).keep(visit->draft.id)) return base::Failure{*fault};
    }
    return visit->draft.revision;
  }
  const auto saved = inbox::Drafts(inbox_).save(visit->draft.id, revision, entries, visit->now,
                                                visit->now + limits_.keep_draft, saving);
  if (!saved) return saved;
  visit->draft.revision = *saved;
  visit->draft.entries = std::move(entries);
  visit->draft.changed = visit->now;
  return saved;
}

// Pictures.

/// Stores a picture of the draft. This and the functions below return false if they have answered. The record in
/// `visit->stored` is updated, so that the next page has the picture.
bool FormPages::put_picture(const VisitPtr& visit, const inbox::FileRecord& record, const std::string& bytes) {
  if (const auto fault = inbox::Files(inbox_).put(visit->draft.id, record, bytes, visit->now)) {
    send_fault(visit, *fault);
    return false;
  }
  std::erase_if(visit->stored, [&record](const inbox::FileRecord& one) { return one.slot == record.slot; });
  visit->stored.push_back(record);
  return true;
}

/// Removes the picture of a field. Removing one that is already gone succeeds.
bool FormPages::remove_picture(const VisitPtr& visit, const std::string& pointer) {
  const std::string slot = std::string(kPictureMark) + pointer;
  const auto fault = inbox::Files(inbox_).remove(visit->draft.id, slot);
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) {
    send_fault(visit, *fault);
    return false;
  }
  std::erase_if(visit->stored, [&slot](const inbox::FileRecord& one) { return one.slot == slot; });
  return true;
}

/// Moves pictures as `change` moves the values of their rows; those of a deleted row are removed. All are read before
/// any is stored, and stored at their new places before any is removed, so that a fault in between leaves a picture
/// twice rather than losing it. `change` is applied to a value at the pointer of the picture: if no value remains, the
/// row was deleted.
bool FormPages::move_pictures(const VisitPtr& visit, const std::function<TypedValues(const TypedValues&)>& change) {
  const TypedValues before = picture_values(visit->stored);
  std::set<std::string> places;
  std::vector<std::pair<inbox::FileRecord, std::string>> moved;  // with their bytes
  for (const inbox::FileRecord& file : visit->stored) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    const std::string pointer = file.slot.substr(kPictureMark.size());
    const TypedValues left = change({{pointer, {}, true}});
    // Neither kept nor moved: its place is not in `places`, and it is removed below.
    if (left.empty()) continue;
    places.insert(left.front().pointer);
    if (left.front().pointer == pointer) continue;
    auto bytes = inbox::Files(inbox_).read(file.hash);
    if (!bytes) {
      send_fault(visit, bytes.error());
      return false;
    }
    moved.push_back({file, *std::move(bytes)});
    moved.back().first.slot = std::string(kPictureMark) + left.front().pointer;
  }
  for (const auto& [file, bytes] : moved) {
    if (!put_picture(visit, file, bytes)) return false;
  }
  return std::all_of(before.begin(), before.end(), [&](const TypedValue& picture) {
    return places.contains(picture.pointer) || remove_picture(visit, picture.pointer);
  });
}

/// Keeps at most as many pictures as the form has fields for, up to the limit; the page names those that were refused.
/// Faults are messages at the fields; the other pictures are kept.
void FormPages::take_pictures(const VisitPtr& visit) {
  if (visit->files.empty()) return take_next_picture(visit);
  ask_form(visit, visit->draft.kind, [this, visit](const DescribedForm& form, const std::string&) {
    std::size_t count = 0;
    bool is_strange = false;
    std::erase_if(visit->files, [&](const UploadedFile& file) {
      const bool has_place = is_file_field(form, file.field);
      const bool is_refused = !has_place || file.is_too_large || ++count > limits_.max_pictures;
      const auto& words = !has_place          ? texts::ServicePhotoNoField
                          : file.is_too_large ? texts::ServicePhotoSize
                                              : texts::ServiceTooManyFiles;
      // A client that is not a browser may send any number of files, so there is one message for all files without a
      // field.
      if (has_place ? is_refused : !std::exchange(is_strange, true)) {
        visit->messages.push_back({has_place ? file.field : std::string(), visit->words(words)});
      }
      return is_refused;
    });
    take_next_picture(visit);
  });
}

/// Sends the next picture to a worker and continues with the answer: the front decodes nothing, and a request uses one
/// worker.
void FormPages::take_next_picture(const VisitPtr& visit) {
  if (visit->files.empty()) {
    set_pictures(visit->entries, visit->stored);
    answer_posted(visit);
    return;
  }
  // From the back, since that is cheap; the order of pictures does not matter.
  const auto file = std::make_shared<UploadedFile>(std::move(visit->files.back()));
  visit->files.pop_back();
  Task task;
  task.operation = Operation::Photo;
  task.files = {{"photo", std::move(file->bytes)}};
  ask_quietly(visit, std::move(task), [this, visit, file](const std::optional<TaskAnswer>& answer) {
    if (answer && answer->outcome == Outcome::Done) {
      if (!keep_picture(visit, *file, *answer)) return;
    } else {
      const auto words = fault_of_picture(answer ? answer->name : std::string());
      visit->messages.push_back({file->field, visit->words(words)});
    }
    take_next_picture(visit);
  });
}

/// Stores the cleaned picture. The applicant's name for the file is kept for the page; the data uses a name of ours.
/// `limits_.max_pictures` counts all pictures of the draft, not those of this request.
bool FormPages::keep_picture(const VisitPtr& visit, const UploadedFile& file, const TaskAnswer& cleaned) {
  const std::string slot = std::string(kPictureMark) + file.field;
  const auto is_there = [&slot](const inbox::FileRecord& one) {
    return one.slot == slot;
  };
  const auto is_picture = [](const inbox::FileRecord& one) {
    return one.slot.starts_with(kPictureMark);
  };
  const std::vector<inbox::FileRecord>& stored = visit->stored;
  const bool is_new = std::none_of(stored.begin(), stored.end(), is_there);
  if (is_new &&
      std::count_if(stored.begin(), stored.end(), is_picture) >= static_cast<std::ptrdiff_t>(limits_.max_pictures)) {
    visit->messages.push_back({file.field, visit->words(texts::ServiceTooManyFiles)});
    return true;
  }
  return put_picture(visit, {slot, "", file.name, cleaned.media_type, 0}, cleaned.body);
}

// Answering the button.

/// Answers a button after everything has been saved. Refused pictures are shown first, regardless of the button. The
/// order decides if a page sends two names, as Enter does.
void FormPages::answer_posted(const VisitPtr& visit) {
  if (!visit->messages.empty()) {
    show_form(visit, false, nullptr);
  } else if (visit->has("_files")) {
    send_to(visit, "/d/" + visit->draft.id + std::string(kFilesArea));
  } else if (visit->has("_link")) {
    send_to(visit, "/d/" + visit->draft.id + std::string(kLinkArea));
  } else if (visit->has("_preview")) {
    send_to(visit, "/d/" + visit->draft.id + "/preview");
  } else if (visit->has("_mail_code")) {
    send_mail_code(visit);
  } else if (visit->has("_mail_check") || (!is_blank(visit->field("_mail_typed")) && !visit->has("_submit"))) {
    // A typed code is checked whichever button is pressed, such as Next by Enter.
    check_mail_code(visit);
  } else if (visit->has("_submit")) {
    show_form(visit, true, [this, visit](const FormResult& result) { submit(visit, result); });
  } else if (visit->has("_check")) {
    go_to_check(visit);
  } else {
    go_on(visit);
  }
}

/// A check has an address of its own: for the answer of a POST, the browser would ask whether to send the form again
/// when the user comes back to it.
void FormPages::go_to_check(const VisitPtr& visit) {
  // The query repeats a check, which only reads, so reloading does no harm.
  std::vector<http::FormField> query;
  if (visit->has("_at")) query.push_back({"step", std::to_string(visit->step)});
  query.push_back({"check", "1"});
  send_to(visit, "/d/" + visit->draft.id + '?' + http::write_form(query));
}

/// Redirects to the step that the button leads to. Each step has an address (post, redirect, get), so that the browser
/// goes back and reloads without asking whether to send the form again.
void FormPages::go_on(const VisitPtr& visit) {
  std::size_t step = visit->step;
  if (visit->has("_next")) ++step;
  if (visit->has("_back") && step > 1) --step;
  if (visit->has("_step")) step = number_of_digits(visit->field("_step"));
  std::vector<http::FormField> query;
  if (visit->has("_at")) query.push_back({"step", std::to_string(step)});
  if (visit->has("_at") && step > visit->step) query.push_back({"from", std::to_string(visit->step)});
  const std::string list = visit->field("_add");
  // Asks first (`_delete`), confirmed (`_delete_sure`), or moved up: in this order.
  const bool asks = !visit->doubted_row.empty();
  const std::string row = visit->field(visit->has("_delete")        ? "_delete"
                                       : visit->has("_delete_sure") ? "_delete_sure"
                                                                    : "_up");
  if (asks) query.push_back({"delete", row});
  std::string place;
  if (!list.empty()) {
    // The list gets one empty row, which is shown but not stored. The page scrolls to the new
    // row.
    query.push_back({"add", list});
    place = '#' + webform::page_id(fmt::format("{}/{}", list, rows_of(visit->entries, list)));
  } else if (!row.empty()) {
    place = '#' + webform::page_id(asks ? row : row.substr(0, row.rfind('/')));
  }
  send_to(visit, "/d/" + visit->draft.id + (query.empty() ? "" : "?") + http::write_form(query) + place);
}

// Requests of the page's script.

/// The script sends the same fields as the form, with the revision in If-Match. The answer is
/// `{"revision":3,"messages":[…]}`, or a status that says why nothing was saved: 404 unknown or expired, 409 changed
/// elsewhere or handed in, 410 expired while it was saved, 429 too often, 503 try again.
void FormPages::autosave(const VisitPtr& visit, const std::string& id) {
  const base::Json nothing = base::Json::object();
  visit->secret = secret_of(visit->request(), id);
  if (!may_try_cookie(visit)) return send_json(visit, http::status::kTooManyRequests, nothing);
  auto opened = inbox::Drafts(inbox_).open(id, visit->secret, visit->now);
  if (!opened) count_wrong_cookie(visit, opened.error());
  if (!opened)
    return send_json(visit, is_for_later(opened.error()) ? http::status::kUnavailable : http::status::kNotFound,
                     nothing);
  // Per draft, since a script in a loop causes a write each time.
  if (!saves_.take(id, resources::steady_milliseconds()))
    return send_json(visit, http::status::kTooManyRequests, nothing);
  visit->draft = *std::move(opened);
  visit->language = forms::language_of_tag(visit->draft.language);
  const auto fields = read_form_fields(visit->request().body);
  if (!fields) return send_json(visit, http::status::kBadRequest, nothing);
  visit->fields = *fields;
  if (!inbox::same_secret(visit->field("_token"), token_of(*visit)))
    return send_json(visit, http::status::kForbidden, nothing);
  visit->entries = posted_values(visit->fields);
  // The script does not send pictures, so stored ones are not changed.
  append(visit->entries, left_values(visit->fields));
  const auto handed_in = is_handed_in(visit);
  if (!handed_in) return send_json(visit, http::status::kUnavailable, nothing);
  if (*handed_in) return send_json(visit, http::status::kConflict, nothing);
  const auto saved = save(visit, revision_of(visit->request()), inbox::Saving::ByItself);
  using Kind = inbox::Fault::Kind;
  if (saved) {
    const auto fault = keep_answers(visit);
    if (!fault) return send_saved(visit);
    return send_json(visit, is_for_later(*fault) ? http::status::kUnavailable : http::status::kConflict, nothing);
  }
  const bool changed = saved.error().kind == Kind::Conflict || saved.error().kind == Kind::WrongState;
  send_json(visit,
            changed                       ? http::status::kConflict
            : is_for_later(saved.error()) ? http::status::kUnavailable
                                          : http::status::kGone,
            nothing);
}

/// The draft is saved whether or not a worker has time to check it.
void FormPages::send_saved(const VisitPtr& visit) {
  const auto files = inbox::Files(inbox_).list(visit->draft.id);
  if (files) set_pictures(visit->entries, *files);
  Task task;
  task.operation = Operation::FormPage;
  task.kind = visit->draft.kind;
  // The values are checked without making a page, since the script puts messages at their fields.
  task.options.check = true;
  task.options.values_only = true;
  task.options.edition = visit->draft.edition;
  task.options.page_around = form_page_json({});
  task.files = {{"entries", entries_json(visit->entries)}};
  ask_quietly(visit, std::move(task), [this, visit](const std::optional<TaskAnswer>& answer) {
    base::Json json = base::Json::object();
    json.set("revision", static_cast<std::uint64_t>(visit->draft.revision));
    const bool is_read = answer && answer->outcome == Outcome::Done && base::parse_json(answer->body).has_value();
    json.set("messages", is_read ? base::Json::written(answer->body) : base::Json::list());
    // Without a report from a worker the list is empty: the page keeps the messages of its last check.
    send_json(visit, 200, json);
  });
}

/// Sends JSON to the script of our page. The headers prevent a browser from showing it as a page or caching it.
void FormPages::send_json(const VisitPtr& visit, unsigned status, const base::Json& json) const {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
                      {"Cache-Control", "no-store"}};
  response.body = json.text();
  visit->exchange->respond(std::move(response));
}

/// Asks a worker and continues without an error page: `done` gets nullopt if no worker was free, and `Failed` if it
/// crashed.
void FormPages::ask_quietly(const VisitPtr& visit, Task task,
                            std::function<void(std::optional<TaskAnswer>)> done) const {
  task.language = visit->language;
  task.time = options_.task_time;
  // Virus scans and reading scans have separate workers, so that slow ones do not delay people who fill in forms.
  WorkerPool* const own = task.operation == Operation::Scan    ? scanners_
                          : task.operation == Operation::Codes ? readers_
                                                               : nullptr;
  WorkerPool& pool = own != nullptr ? *own : pool_;
  const std::uint64_t number =
      pool.submit(std::move(task), Lane::Interactive, [visit, done = std::move(done)](PoolAnswer answer) {
        if (answer.end == TaskEnd::Busy) return done(std::nullopt);
        // A task that crashed a worker or ran out of time would do so again, so it is not reported as busy.
        if (answer.end != TaskEnd::Answered) answer.answer.outcome = Outcome::Failed;
        done(std::move(answer.answer));
      });
  // If the browser hangs up, the task is not started.
  visit->exchange->on_gone([&pool, number] { pool.cancel(number); });
}

}  // namespace gongwen::service
