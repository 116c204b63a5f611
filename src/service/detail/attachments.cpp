// Attachments of a form: a page that lists them, takes them, and gives them back. An upload passes four checks in this
// order, cheap ones first: size and type by its first bytes, a limit of their rate, the operator's scanner, and, for
// scans, the codes on its pages, which must be those of this very form. Only then is it stored, if the form is still
// open.

#include "service/detail/attachments.h"

#include "base/format.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "resources/environment.h"
#include "service/detail/described_form.h"
#include "service/detail/form_pages.h"
#include "service/detail/scan_store.h"
#include "service/inbox/audit.h"
#include "service/inbox/secrets.h"
#include "templating/built_in_page.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

// Order of one upload: attachment() → take_attachment() → check_upload() (scanner) → read_upload() (codes) →
// keep_attachment(). Each step may be answered by a worker later; meanwhile the file is in the spool file of the
// request.
constexpr std::string_view kFilesPage =
#include "service_files.inc"
    ;
// Powers of two, like the limits of bundles.
constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;

/// Returns the attachment with this id that the kind asks for; null if it asks for none.
const PlannedAttachment* find_planned(const std::vector<PlannedAttachment>& planned, std::string_view id) {
  const auto found =
      std::find_if(planned.begin(), planned.end(), [id](const PlannedAttachment& one) { return one.id == id; });
  return found == planned.end() ? nullptr : &*found;
}

/// Returns the stored file of this id; null if absent.
const inbox::FileRecord* find_stored(const std::vector<inbox::FileRecord>& files, std::string_view id) {
  const auto found = std::find_if(files.begin(), files.end(), [id](const inbox::FileRecord& file) {
    // The id follows the mark, so that a file of another sort never matches.
    return std::string_view(file.slot).substr(kAttachmentMark.size()) == id;
  });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace

std::string media_type_of(std::string_view type) {
  return (type == "pdf" || type == "zip" || type == "ofd" ? "application/" : "image/") + std::string(type);
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::uint64_t kKilobyte = 1 << 10;
  // Rounded up, so that the stated limit is never lower than the real one.
  if (bytes >= kMegabyte) return fmt::format("{} MB", (bytes + kMegabyte - 1) / kMegabyte);
  return fmt::format("{} kB", (bytes + kKilobyte - 1) / kKilobyte);
}

std::string types_words(const PlannedAttachment& planned, diagnostics::Language language) {
  std::string words;
  for (const std::string& type : planned.types) {
    if (!words.empty()) words += texts::ServiceScanSeparator.in(language);
    words += type == "pdf" ? "PDF" : type == "png" ? "PNG" : type == "ofd" ? "OFD" : "JPEG";
  }
  return words;
}

std::string accepted_types(const PlannedAttachment& planned) {
  std::string all;
  for (const std::string& type : planned.types) all += (all.empty() ? "" : ",") + media_type_of(type);
  return all;
}

// A bundle could allow gigabytes, more than the spool or a worker can take.
std::vector<PlannedAttachment> planned_attachments(const webform::WebForm& form) {
  std::vector<PlannedAttachment> planned = form.plan.attachments;
  for (PlannedAttachment& one : planned) one.max_bytes = std::min<std::size_t>(one.max_bytes, kMaxAttachment);
  return planned;
}

// PDF: ISO 32000-2, 7.5.2; PNG: 5.2; JPEG: SOI and the first marker. The type that the sender declares is
// ignored.
std::string_view attachment_type(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "jpeg";
  // A package whose directory, at its end, has the entry that every OFD file has; it is not opened here.
  constexpr std::size_t kDirectory = std::size_t{1} << 18;
  const bool is_package = bytes.starts_with("PK\x03\x04");
  if (is_package && bytes.substr(bytes.size() - std::min(bytes.size(), kDirectory)).find("OFD.xml") != bytes.npos)
    return "ofd";
  return {};
}

inbox::Result<std::vector<inbox::FileRecord>> stored_attachments(inbox::Inbox& inbox, const std::string& owner) {
  auto files = inbox::Files(inbox).list(owner);
  if (files)
    std::erase_if(*files, [](const inbox::FileRecord& file) { return !file.slot.starts_with(kAttachmentMark); });
  return files;
}

// /d/ID/files, /r/ID/files: the list; /d/ID/files/FILE: one attachment.

/// Returns the owner of the attachments of this page. A document that is signed after printing belongs to the version
/// that was printed. `is_open`: a draft until it is handed in; a version for scans while the office still waits for
/// them.
FormPages::AttachmentPlace FormPages::attachment_place(const VisitPtr& visit) const {
  const std::string page = page_address(*visit);
  const std::string list = page + std::string(kFilesArea);
  if (!visit->version) return {list, page, visit->draft.id, visit->is_open, visit->submission, true};
  return {list, page, inbox::version_owner(*visit->submission), takes_scans(*visit->submission), visit->submission};
}

void FormPages::attachments(const VisitPtr& visit) {
  ask_form(visit, visit->draft.kind, [this, visit](const DescribedForm& form, const std::string&) {
    const std::vector<PlannedAttachment> planned = planned_attachments(form);
    if (planned.empty()) return send_not_found(visit);
    show_attachments(visit, attachment_place(visit), planned, {}, {});
  });
}

/// Handles one attachment and all its actions. The form is requested before the body is read, since it says
/// how large the file may be. GET sends the file, POST with `_remove` removes it, any other POST stores a new
/// one.
void FormPages::attachment(const VisitPtr& visit, const std::string& id) {
  const AttachmentPlace place = attachment_place(visit);
  if (!visit->posts()) return send_attachment(visit, place, id);
  // Changes of a closed form are refused before the body is read.
  if (!place.is_open) return send_problem(visit, http::status::kConflict, texts::ServiceConflict.in(visit->language));
  ask_form(visit, visit->draft.kind, [this, visit, place, id](const DescribedForm& form, const std::string&) {
    const std::vector<PlannedAttachment> planned = planned_attachments(form);
    const PlannedAttachment* const wanted = find_planned(planned, id);
    if (wanted == nullptr) return send_not_found(visit);
    // The file stays in its spool file until now, so that requests that wait for the form hold no file in memory.
    if (!read_fields(visit, wanted->max_bytes, &visit->files)) return;
    if (!require_token(visit)) return;
    if (visit->has("_remove")) return remove_attachment(visit, place, id);
    take_attachment(visit, place, planned, *wanted);
  });
}

/// Sends a file as a download.
void FormPages::send_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id) {
  const auto stored = stored_attachments(inbox_, place.owner);
  if (!stored) return send_fault(visit, stored.error());
  const inbox::FileRecord* const file = find_stored(*stored, id);
  if (file == nullptr) return send_not_found(visit);
  // read() compares the hash, so that a damaged file is not sent in place of the one that was signed.
  auto bytes = inbox::Files(inbox_).read(file->hash);
  if (!bytes) return send_fault(visit, bytes.error());
  send_file(visit, file->type, file->name, *std::move(bytes), true);
}

/// Workers take time: meanwhile the draft may have been handed in, or the submission decided or corrected. Answers 409
/// and returns false in this case.
bool FormPages::require_open(const VisitPtr& visit, const AttachmentPlace& place) {
  const inbox::Result<bool> is_open = is_still_open(visit, place);
  if (!is_open && is_open.error().kind == inbox::Fault::Kind::Database) {
    send_fault(visit, is_open.error());
    return false;
  }
  if (is_open && *is_open) return true;
  send_problem(visit, http::status::kConflict, texts::ServiceConflict.in(visit->language));
  return false;
}

/// Reads draft or submission anew: `place` was determined when the request began.
inbox::Result<bool> FormPages::is_still_open(const VisitPtr& visit, const AttachmentPlace& place) {
  if (place.is_draft) {
    auto draft = inbox::Drafts(inbox_).open(visit->draft.id, visit->secret, visit->now);
    if (!draft) return base::Failure{draft.error()};
    visit->draft = *std::move(draft);
    visit->submission.reset();
    const auto handed_in = is_handed_in(visit);
    if (!handed_in) return base::Failure{handed_in.error()};
    return !*handed_in;
  }
  // The office may have corrected the form meanwhile: then this scan shows an older version.
  const auto submission = inbox::Submissions(inbox_).of_draft(visit->draft.id);
  if (!submission) return base::Failure{submission.error()};
  return takes_scans(*submission) && inbox::version_owner(*submission) == place.owner;
}

/// Removes an attachment with its reading. Removing one that is already gone succeeds.
void FormPages::remove_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id) {
  if (!require_open(visit, place)) return;
  const auto fault = inbox::Files(inbox_).remove(place.owner, std::string(kAttachmentMark) + id);
  // Pressing Remove twice is no error.
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) return send_fault(visit, *fault);
  // The reading of this file is meaningless without it; if it cannot be removed now, that does no harm.
  static_cast<void>(inbox::Files(inbox_).remove(place.owner, std::string(kReadingMark) + id));
  note_change(visit, "attachment.remove", place.owner + " " + id);
  send_to(visit, place.address);
}

/// Checks an upload and stores it if it passes: size and type here, its contents by the operator's scanner if there
/// is one, and the codes on scanned pages by a worker. `refuse` shows the page again with the reason at this
/// attachment.
void FormPages::take_attachment(const VisitPtr& visit, const AttachmentPlace& place,
                                const std::vector<PlannedAttachment>& planned, const PlannedAttachment& wanted) {
  const auto refuse = [this, visit, place, planned, id = wanted.id](const std::string& words) {
    show_attachments(visit, place, planned, id, words);
  };
  if (visit->files.empty()) return refuse(visit->words(texts::ServiceFileNone));
  const UploadedFile& file = visit->files.front();
  if (!file.is_too_large && file.bytes.empty()) return refuse(visit->words(texts::ServiceFileEmpty));
  if (file.is_too_large) return refuse(texts::ServiceFileSize.in(visit->language, size_words(wanted.max_bytes)));
  const std::string_view type = attachment_type(file.bytes);
  // Codes are not read from OFD files.
  const bool is_unreadable = wanted.is_scan && type == "ofd";
  if (is_unreadable || std::find(wanted.types.begin(), wanted.types.end(), type) == wanted.types.end()) {
    return refuse(texts::ServiceFileType.in(visit->language, types_words(wanted, visit->language)));
  }
  // Reading a scan takes a worker seconds, so the number of scans for each draft is limited.
  const bool may_send = !wanted.is_scan || uploads_.take(visit->draft.id, resources::steady_milliseconds());
  if (!may_send) return send_too_many(visit);
  check_upload(visit, wanted.max_bytes, [this, visit, place, wanted, refuse](const auto& refused) {
    // The operator's scanner has checked the file first.
    if (refused) return refuse(*refused);
    if (!wanted.is_scan) return keep_attachment(visit, place, wanted, {});
    read_upload(visit, [this, visit, place, wanted, refuse](const std::optional<ScanReading>& reading, bool) {
      const ScanReading read = reading.value_or(ScanReading());
      const auto verdict = judge(place, {&read, 1});
      if (!verdict) return send_fault(visit, verdict.error());
      // The message does not say whose pages they are. Pages of another submission: the sender has mixed up two
      // envelopes.
      if (verdict->has_others) return refuse(visit->words(texts::ServiceScanOther));
      // The last reading of the spool file.
      if (read_fields(visit, wanted.max_bytes, &visit->files)) keep_attachment(visit, place, wanted, read);
    });
  });
}

/// Stores the file and, for a scan, its reading.
void FormPages::keep_attachment(const VisitPtr& visit, const AttachmentPlace& place, const PlannedAttachment& wanted,
                                const ScanReading& reading) {
  if (!require_open(visit, place)) return;
  const UploadedFile& sent = visit->files.front();
  const std::string type = media_type_of(attachment_type(sent.bytes));
  const std::string slot = std::string(kAttachmentMark) + wanted.id;
  ScanReading read = reading;
  // The reading refers to the bytes by their hash, so that it cannot be taken for that of a later file. Reading and
  // file are two rows: if the second fails, a reading with another hash is ignored.
  read.file = base::sha256(sent.bytes);
  const inbox::FileRecord record{slot, read.file, sent.name, type, 0};
  auto fault = inbox::Files(inbox_).put(place.owner, record, sent.bytes, visit->now);
  if (!fault) note_change(visit, "attachment.add", place.owner + " " + wanted.id);
  if (!fault && wanted.is_scan) fault = put_reading(inbox_, place.owner, wanted.id, read, visit->now);
  if (fault) return send_fault(visit, *fault);
  send_to(visit, place.address);
}

/// Judges readings against the versions of the submission. A draft is to become the next version, which has no hash
/// yet: an empty hash stands for it, so that pages of all present versions count as older ones. `hashes` are in the
/// order of versions; judge_scans() takes the last one as the present.
inbox::Result<ScanVerdict> FormPages::judge(const AttachmentPlace& place, std::span<const ScanReading> readings) {
  std::vector<std::string> hashes;
  if (place.submission) {
    auto known = inbox::Submissions(inbox_).hashes(place.submission->id);
    if (!known) return base::Failure{known.error()};
    hashes = *std::move(known);
  }
  if (place.is_draft) hashes.emplace_back();
  return judge_scans(readings, place.submission ? place.submission->receipt : std::string(), hashes);
}

/// Sends the file to the operator's scanner. `done` gets the reason for refusing it, or nullopt. If the scanner does
/// not answer, the file is refused, too: an unchecked file is not stored.
void FormPages::check_upload(const VisitPtr& visit, std::uint64_t max_bytes,
                             std::function<void(std::optional<std::string>)> done) {
  if (limits_.scan_command.empty()) return done(std::nullopt);
  Task task;
  task.operation = Operation::Scan;
  task.options.command = limits_.scan_command;
  // The worker gets the only copy in memory; the request's spool file is read again afterwards.
  task.files = {{"attachment", std::move(visit->files.front().bytes)}};
  visit->files.clear();
  ask_quietly(visit, std::move(task), [this, visit, max_bytes, done = std::move(done)](const auto& answer) {
    const std::string said = answer && answer->outcome == Outcome::Done ? answer->body : std::string();
    // Only `yes` stores the file; every other answer has a message of its own.
    if (said != "yes") {
      return done(visit->words(said == "no" ? texts::ServiceFileRefused : texts::ServiceFileUnchecked));
    }
    if (read_fields(visit, max_bytes, &visit->files)) done(std::nullopt);
  });
}

/// Reads the codes of a scan. `done` gets nullopt if no worker was free (not tried) or none finished (tried). It does
/// not read the file again, so that few files are in memory at a time.
void FormPages::read_upload(const VisitPtr& visit,
                            std::function<void(std::optional<ScanReading>, bool is_tried)> done) {
  Task task;
  task.operation = Operation::Codes;
  task.files = {{"scan", std::move(visit->files.front().bytes)}};
  visit->files.clear();
  ask_quietly(visit, std::move(task), [done = std::move(done)](const auto& answer) {
    const bool is_looked_at = answer && answer->outcome == Outcome::Done;
    done(is_looked_at ? std::optional(parse_reading(answer->body)) : std::nullopt, answer.has_value());
  });
}

/// Returns an attachment as the page shows it, with the verdict on scans.
inbox::Result<base::Json> FormPages::attachment_view(const VisitPtr& visit, const AttachmentPlace& place,
                                                     const PlannedAttachment& planned,
                                                     const std::vector<inbox::FileRecord>& files,
                                                     std::string_view fault) {
  const inbox::FileRecord* const stored = find_stored(files, planned.id);
  base::Json view = base::Json::object();
  view.set("id", planned.id)
      .set("title", planned.title.in(visit->language))
      .set("required", planned.required)
      .set("fault", fault);
  std::string hint =
      texts::ServiceFileHint.in(visit->language, types_words(planned, visit->language), size_words(planned.max_bytes));
  if (planned.is_scan && !place.is_draft) hint += visit->words(texts::ServiceScanHint);
  view.set("hint", hint).set("accept", accepted_types(planned));
  const std::uint64_t bytes = stored == nullptr ? 0 : static_cast<std::uint64_t>(stored->bytes);
  view.set("name", stored == nullptr ? std::string() : stored->name).set("size", size_words(bytes));
  base::Json further = base::Json::list();
  // Pages that were scanned into separate files are listed below the first one: files that came by /forms/scans or were
  // entered by the office.
  for (const inbox::FileRecord& file : files) {
    const std::string id = file.slot.substr(kAttachmentMark.size());
    if (!planned.is_scan || id == planned.id || !is_scan_slot(file.slot, planned.id)) continue;
    base::Json one = base::Json::object();
    one.set("id", id).set("name", file.name).set("size", size_words(static_cast<std::uint64_t>(file.bytes)));
    further.add(std::move(one));
  }
  const bool has_scans = planned.is_scan && (stored != nullptr || further.size() > 0);
  view.set("further", std::move(further)).set("note", "");
  if (!has_scans) return view;
  const auto readings = stored_readings(inbox_, place.owner, planned.id);
  if (!readings) return base::Failure{readings.error()};
  const auto verdict = judge(place, *readings);
  if (!verdict) return base::Failure{verdict.error()};
  view.set("note", verdict_words(*verdict, visit->language));
  return view;
}

/// The page of attachments; `fault` is shown at the attachment `at`.
void FormPages::show_attachments(const VisitPtr& visit, const AttachmentPlace& place,
                                 const std::vector<PlannedAttachment>& planned, const std::string& at,
                                 const std::string& fault) {
  const auto stored = stored_attachments(inbox_, place.owner);
  if (!stored) return send_fault(visit, stored.error());
  base::Json items = base::Json::list();
  bool has_fault = !fault.empty();
  // `fault` comes from an upload that was refused; `?missing` from an attempt to hand in.
  for (const PlannedAttachment& one : planned) {
    const inbox::FileRecord* const there = find_stored(*stored, one.id);
    std::string words = one.id == at ? fault : std::string();
    // After an attempt to submit, the page says what is missing.
    const bool is_missing = visit->request().query == "missing" && one.required && there == nullptr;
    if (is_missing) words = texts::ServiceFileMissing.in(visit->language, one.title.in(visit->language));
    has_fault = has_fault || is_missing;
    auto view = attachment_view(visit, place, one, *stored, words);
    if (!view) return send_fault(visit, view.error());
    items.add(*std::move(view));
  }
  base::Json words = base::Json::object();
  words.set("optional", visit->words(texts::WebformOptional)).set("send", visit->words(texts::ServiceFileSend));
  words.set("remove", visit->words(texts::WebformRemove)).set("back", visit->words(texts::ServiceFileBack));
  words.set("choose", visit->words(texts::ServiceFileChoose)).set("fault", visit->words(texts::WebformError));
  base::Json context = base::Json::object();
  context.set("lang", diagnostics::language_tag(visit->language));
  context.set("title", visit->words(texts::ServiceFilesTitle)).set("about", visit->words(texts::ServiceFilesAbout));
  context.set("words", std::move(words)).set("items", std::move(items)).set("token", token_of(*visit));
  context.set("address", place.address).set("back", place.back).set("is_open", place.is_open);
  context.set("has_fault", has_fault);
  static const templating::BuiltInPage kPage("<files>", kFilesPage);
  auto html = kPage.expand(std::move(context));
  if (!html) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
  send_html(visit, has_fault ? http::status::kUnprocessable : 200, *std::move(html));
}

/// Writes a change to the audit. A failure to do so must not undo the change; the log of requests has it, too.
void FormPages::note_change(const VisitPtr& visit, const std::string& action, const std::string& object) {
  static_cast<void>(inbox::Audit(inbox_).add(
      {0, visit->now, "draft:" + visit->draft.id, visit->request().peer, action, object, "ok"}));
}

}  // namespace gongwen::service
