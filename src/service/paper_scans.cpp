// /forms/scans: for applicants who have only the printed form. The codes on its pages tell to which submission the scan
// belongs; a person who sends anything else learns nothing. All reasons for a mismatch give the same answer, so that
// the page cannot be used to find out which receipt numbers exist.
#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "forms/field_names.h"
#include "resources/environment.h"
#include "service/detail/described_form.h"
#include "service/detail/form_pages.h"
#include "service/detail/scan_store.h"
#include "service/inbox/audit.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

/// Returns a slot for scans of any kind of form, before the form is known.
PlannedAttachment planned_scan(std::uint64_t max_bytes) {
  PlannedAttachment planned;
  planned.types = {"pdf", "jpeg", "png"};
  planned.max_bytes = max_bytes;
  return planned;
}

/// Returns the first mark if all marks of all pages name the same submission; null if absent or several
/// submissions. A file with pages of two submissions would have to be split; the page tells the sender to send them
/// separately.
const ScanMark* only_mark(const ScanReading& reading) {
  const ScanMark* first = nullptr;
  for (const std::vector<ScanMark>& marks : reading.pages) {
    for (const ScanMark& mark : marks) {
      if (first == nullptr) first = &mark;
      if (mark.receipt != first->receipt) return nullptr;
    }
  }
  return first;
}

}  // namespace

// Order: rate, size and type, the operator's scanner, the codes, the submission, its form, the place for the file.
void FormPages::scans(const VisitPtr& visit) {
  take_language(visit);
  if (!visit->posts()) return show_scans(visit, {});
  if (!paper_scans_.take(client_name(visit->request().peer), resources::steady_milliseconds())) {
    return send_too_many(visit);
  }
  // The field reader checks the size, the first bytes decide the type, since name and declared type come from the
  // sender.
  if (!read_fields(visit, limits_.max_scan, &visit->files)) return;
  if (visit->files.empty()) return show_scans(visit, visit->words(texts::ServiceFileNone));
  if (visit->files.front().is_too_large) {
    return show_scans(visit, texts::ServiceFileSize.in(visit->language, size_words(limits_.max_scan)));
  }
  if (visit->files.front().bytes.empty()) return show_scans(visit, visit->words(texts::ServiceFileEmpty));
  if (attachment_type(visit->files.front().bytes).empty()) {
    const std::string types = types_words(planned_scan(limits_.max_scan), visit->language);
    return show_scans(visit, texts::ServiceFileType.in(visit->language, types));
  }
  check_upload(visit, limits_.max_scan, [this, visit](const std::optional<std::string>& refused) {
    if (refused) return show_scans(visit, *refused);
    read_upload(visit, [this, visit](const std::optional<ScanReading>& reading, bool is_tried) {
      // The operator's scanner has checked the file before a decoder of ours reads it.
      if (reading) return match_scan(visit, *reading);
      // If all workers were busy, so that the file was not read, the try does not count. A file that
      // crashes workers counts. `give_back`: otherwise a busy morning would use up the tries of honest
      // senders.
      if (!is_tried) paper_scans_.give_back(client_name(visit->request().peer));
      send_problem(visit, http::status::kUnavailable, texts::ServiceScansBusy.in(visit->language));
    });
  });
}

void FormPages::show_scans(const VisitPtr& visit, const std::string& fault) {
  HtmlPage page{visit->language, visit->words(texts::ServiceScansTitle)};
  page.paragraphs = {visit->words(texts::ServiceScansAbout)};
  page.links = {other_language_link(visit, kScansAddress)};
  page.action = own_language_address(visit, kScansAddress);
  const PlannedAttachment planned = planned_scan(limits_.max_scan);
  page.files = {
      {"file", visit->words(texts::ServiceFileChoose),
       texts::ServiceFileHint.in(visit->language, types_words(planned, visit->language), size_words(planned.max_bytes)),
       accepted_types(planned), fault}};
  page.buttons = {{"_send", visit->words(texts::ServiceFileSend)}};
  send_page(visit, fault.empty() ? 200 : http::status::kUnprocessable, page);
}

void FormPages::match_scan(const VisitPtr& visit, const ScanReading& reading) {
  const auto refuse = [this, visit] {
    show_scans(visit, visit->words(texts::ServiceScansUnknown));
  };
  // No mark, several submissions, unknown, decided, forged: in all these cases refuse() answers with the same words.
  const ScanMark* const mark = reading.is_read ? only_mark(reading) : nullptr;
  if (mark == nullptr) return refuse();
  const auto submission = submission_of(inbox_, *mark);
  // A fault of the database is not a mismatch: "unknown" would be a false verdict.
  if (!submission && submission.error().kind != inbox::Fault::Kind::NotFound) {
    return send_fault(visit, submission.error());
  }
  if (!submission || !takes_scans(*submission)) return refuse();
  const auto hashes = inbox::Submissions(inbox_).hashes(submission->id);
  if (!hashes) return send_fault(visit, hashes.error());
  // A code with the right receipt but the hash of none of its versions was forged or belongs to a document from
  // elsewhere.
  if (judge_scans({&reading, 1}, submission->receipt, *hashes).has_unknown) return refuse();
  const auto take = [this, visit, submission = *submission, reading, refuse](const DescribedForm& form,
                                                                             const std::string&) {
    const std::string slot = scan_slot_of(form);
    if (slot.empty()) return refuse();
    // The file stays in its spool file until now, so that requests that wait for the form hold no file in memory. The
    // spool file is read again here, and for the last time.
    if (read_fields(visit, limits_.max_scan, &visit->files)) take_scan(visit, submission, slot, reading);
  };
  ask_form(visit, submission->kind, take);
}

void FormPages::take_scan(const VisitPtr& visit, const inbox::Submission& submission, const std::string& slot,
                          const ScanReading& reading) {
  // The submission may have changed state while workers read the scan; a new version makes the codes of this scan
  // outdated.
  const auto now = inbox::Submissions(inbox_).get(submission.id);
  if (!now && now.error().kind == inbox::Fault::Kind::Database) return send_fault(visit, now.error());
  if (!now || !takes_scans(*now) || now->versions != submission.versions) {
    return send_problem(visit, http::status::kConflict, texts::ServiceConflict.in(visit->language));
  }
  // The scan belongs to the version that its codes name; it is stored among that version's files.
  UploadedFile& sent = visit->files.front();
  const std::string type = media_type_of(attachment_type(sent.bytes));
  const auto kept = add_scan(inbox_, submission, slot, {sent.name, type, std::move(sent.bytes), reading}, visit->now);
  if (!kept) return send_fault(visit, kept.error());
  // `known`: the same pages were stored before, so nothing was added.
  const std::string result = *kept == ScanKept::Added ? "ok" : *kept == ScanKept::Known ? "known" : "full";
  static_cast<void>(inbox::Audit(inbox_).add(
      {0, visit->now, "paper", visit->request().peer, "scan.add", "submission:" + submission.id, result}));
  if (*kept == ScanKept::NoPlace) return show_scans(visit, visit->words(texts::ServiceScansFull));
  // The verdict is about all pages that are stored by now, not only about this file, since people send pages one by
  // one.
  const auto hashes = inbox::Submissions(inbox_).hashes(submission.id);
  if (!hashes) return send_fault(visit, hashes.error());
  const std::string owner = inbox::version_owner(submission);
  const auto readings = stored_readings(inbox_, owner, slot);
  if (!readings) return send_fault(visit, readings.error());
  const ScanVerdict verdict = judge_scans(*readings, submission.receipt, *hashes);
  HtmlPage page{visit->language, visit->words(texts::ServiceScansTaken)};
  page.facts = {{visit->words(texts::ServiceReceiptNumber), submission.receipt}};
  page.paragraphs = {verdict_words(verdict, visit->language)};
  page.links = {{own_language_address(visit, kScansAddress), visit->words(texts::ServiceScansNext)}};
  send_page(visit, 200, page);
}

}  // namespace gongwen::service
