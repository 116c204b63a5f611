// /office/scans: stacks of scans are split by the codes on their pages; parts without a submission wait for a person
// who reads the receipt number.
#include "service/detail/attachments.h"
#include "service/detail/described_form.h"
#include "service/detail/office_pages.h"
#include "service/detail/scan_entry.h"
#include "service/inbox/receipt.h"

#include <algorithm>
#include <set>

namespace gongwen::service {
namespace {

using diagnostics::Language;
using inbox::Role;

constexpr std::string_view kOfficeScans = "/office/scans";
constexpr std::string_view kChosenScan = "scan";

// Words for people; programs get fate_name().
const diagnostics::BilingualText& fate_words(ScanFate fate) {
  switch (fate) {
    case ScanFate::Added: return texts::OfficeScanAdded;
    case ScanFate::Known: return texts::OfficeScanKnown;
    case ScanFate::NoCode: return texts::OfficeScanNoCode;
    case ScanFate::Unread: return texts::OfficeScanUnread;
    case ScanFate::Unknown: return texts::OfficeScanNobody;
    case ScanFate::NoPlace: return texts::OfficeScanNoPlace;
    case ScanFate::NoScan: return texts::OfficeScanNoScan;
    case ScanFate::Mixed: return texts::OfficeScanMixed;
    case ScanFate::Failed: return texts::OfficeScanFailed;
  }
  return texts::OfficeScanNoCode;
}

std::string pages_words(const EnteredScan& scan, Language language) {
  // Empty `pages`: the part is the whole file.
  if (scan.pages.empty()) return std::string(texts::OfficeScanAllPages.in(language));
  return page_list({scan.pages.begin(), scan.pages.end()});
}

/// Returns a row for a part of a file: its result, and how complete the scans of its submission are now.
OfficeRow entered_row(inbox::Inbox& inbox, const EnteredScan& scan, Language language) {
  OfficeCell whose;
  std::string all;
  if (scan.submission) {
    whose = {scan.submission->receipt, "/office/s/" + scan.submission->id};
    // The row is about the part: if the verdict cannot be computed now, it is on the page of the submission.
    if (const auto verdict = scans_of_submission(inbox, *scan.submission, language)) all = *verdict;
  }
  return {{{scan.file},
           {pages_words(scan, language)},
           {std::string(fate_words(scan.fate).in(language))},
           std::move(whose),
           {all}}};
}

/// Returns the receipt numbers in the codes of a scan, such as one of another installation.
std::string receipt_words(const ScanReading& reading) {
  std::set<std::string> receipts;
  for (const std::vector<ScanMark>& marks : reading.pages) {
    for (const ScanMark& mark : marks) receipts.insert(mark.receipt);
  }
  std::string words;
  for (const std::string& receipt : receipts) words += (words.empty() ? "" : ", ") + receipt;
  return words;
}

}  // namespace

void OfficePages::scans(const VisitPtr& visit) {
  if (!visit->posts()) return show_scans(visit, 200, nullptr, {});
  if (visit->has("_assign") || visit->has("_discard")) return settle_scan(visit);
  if (visit->files.empty())
    return show_scans(visit, http::status::kUnprocessable, nullptr, visit->words(texts::OfficeNoFile));
  std::vector<MemoryFile> files;
  for (UploadedFile& file : visit->files) files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  ScanEntryOptions options{visit->language, visit->now, visit->account.name, visit->request().peer};
  ScanEntry::start(pool_, inbox_, std::move(files), std::move(options), [this, visit](EnteredScans entered) {
    // 503 if the workers were busy: the rest can be sent again; parts that were added are recognised (Known).
    const unsigned status = entered.is_whole() ? 200
                            : entered.is_busy  ? http::status::kUnavailable
                                               : http::status::kServerError;
    const std::string error = entered.is_whole() ? std::string() : visit->words(texts::OfficeScansRest);
    show_scans(visit, status, std::make_shared<const EnteredScans>(std::move(entered)), error);
  });
}

/// Settles a waiting scan by hand: assigns it to a submission, or discards it.
void OfficePages::settle_scan(const VisitPtr& visit) {
  const std::string id = visit->field(kChosenScan);
  // The service made the id, so if it is not found, another user has settled the scan.
  const auto scan = find_unmatched(inbox_, id);
  if (!scan) return refuse_scan(visit, scan.error());
  if (visit->has("_discard")) {
    if (const auto fault = remove_unmatched(inbox_, id)) return refuse_scan(visit, *fault);
    note(visit, "scan.discard", "scan:" + id, "ok");
    return send_to(visit, std::string(kOfficeScans));
  }
  // Receipts with spaces, lowercase letters or full-width characters are understood; wrong check digits are refused.
  const auto receipt = inbox::parse_receipt(visit->field("receipt"));
  const auto submission = receipt ? inbox::Submissions(inbox_).find_receipt(inbox::receipt_text(*receipt))
                                  : inbox::Result<inbox::Submission>(base::Failure{inbox::Fault{}});
  if (!submission)
    return show_scans(visit, http::status::kUnprocessable, nullptr, visit->words(texts::OfficeScanNoReceipt));
  Task task;
  // Only the form tells which attachment of the kind is for scans.
  task.operation = Operation::Form;
  task.kind = submission->kind;
  ask_whatever(visit, std::move(task), [this, visit, id, receipt = submission->receipt](const TaskAnswer& answer) {
    const auto form = parse_form(answer.body);
    assign_scan(visit, id, receipt, form ? scan_slot_of(*form) : std::string());
  });
}

/// Another user may have settled the scan, or decided the submission, while a worker was asked, so both are looked up
/// again.
void OfficePages::assign_scan(const VisitPtr& visit, const std::string& id, const std::string& receipt,
                              const std::string& slot) {
  const auto refuse = [&](const diagnostics::BilingualText& words) {
    show_scans(visit, http::status::kUnprocessable, nullptr, visit->words(words));
  };
  const auto scan = find_unmatched(inbox_, id);
  if (!scan) return refuse_scan(visit, scan.error());
  if (scan->file.type == media_type_of("zip")) return refuse(texts::OfficeScanArchive);
  // Its pages have codes of other submissions: the applicant of this one would be able to download the other's.
  if (judge_scans({&scan->reading, 1}, receipt, {}).has_others) return refuse(texts::OfficeScanOtherPages);
  if (slot.empty()) return refuse(texts::OfficeScanNoPlace);
  const auto submission = inbox::Submissions(inbox_).find_receipt(receipt);
  if (!submission) return send_fault(visit, submission.error());
  auto bytes = inbox::Files(inbox_).read(scan->file.hash);
  if (!bytes) return send_fault(visit, bytes.error());
  // With the reading from the first time, so the scan is not read again.
  const ScanFile file{scan->file.name, scan->file.type, *std::move(bytes), scan->reading};
  const auto kept = add_scan(inbox_, *submission, slot, file, visit->now);
  if (!kept) return send_fault(visit, kept.error());
  if (*kept == ScanKept::NoPlace) return refuse(texts::OfficeScanNoPlace);
  // Known: the submission has these bytes already.
  note(visit, "scan.assign", "submission:" + submission->id, *kept == ScanKept::Added ? "ok" : "known");
  // Only now: if this fails, the scan is listed twice rather than lost.
  const auto fault = remove_unmatched(inbox_, id);
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) return send_fault(visit, *fault);
  send_to(visit, std::string(kOfficeScans));
}

/// Called if another user has already handled this scan.
void OfficePages::refuse_scan(const VisitPtr& visit, const inbox::Fault& fault) {
  // NotFound is the usual case if two people work through the same list.
  if (fault.kind != inbox::Fault::Kind::NotFound) return send_fault(visit, fault);
  show_scans(visit, http::status::kUnprocessable, nullptr, visit->words(texts::OfficeScanGone));
}

/// Sends a scan; like attachments, only as a download.
void OfficePages::send_unmatched(const VisitPtr& visit, const std::string& id) {
  const auto scan = find_unmatched(inbox_, id);
  if (!scan && scan.error().kind == inbox::Fault::Kind::NotFound) return send_not_found(visit);
  if (!scan) return send_fault(visit, scan.error());
  auto bytes = inbox::Files(inbox_).read(scan->file.hash);
  if (!bytes) return send_fault(visit, bytes.error());
  note(visit, "scan.view", "scan:" + scan->id, "ok");
  send_file(visit, scan->file.type, scan->file.name, *std::move(bytes), true);
}

namespace {

/// Returns the form below the list, for choosing a scan and typing its receipt number.
OfficeForm settle_form(const PageVisit& visit, const std::vector<UnmatchedScan>& unmatched) {
  // The time distinguishes scans with the same file name.
  std::vector<OfficeChoice> choices;
  for (const UnmatchedScan& scan : unmatched) {
    choices.push_back({scan.id, fmt::format("{} · {}", scan.file.name, local_time(scan.time))});
  }
  const std::string chosen(kChosenScan);
  return {
      std::string(kOfficeScans),
      {select_input(chosen, visit.words(texts::OfficeFile), visit.field(chosen), std::move(choices)),
       {"receipt", "text", visit.words(texts::OfficeColumnReceipt), visit.field("receipt")}},
      {{"_assign", visit.words(texts::OfficeScanAssign)}, {"_discard", visit.words(texts::OfficeScanDiscard), true}},
      visit.words(texts::OfficeScanSettle)};
}

}  // namespace

/// Shows the page of scans. `entered` is the result for files, null before any were sent.
void OfficePages::show_scans(const VisitPtr& visit, unsigned status, const std::shared_ptr<const EnteredScans>& entered,
                             const std::string& error) {
  const auto unmatched = unmatched_scans(inbox_);
  if (!unmatched) return send_fault(visit, unmatched.error());
  OfficeTable page;
  // After an upload the table has the results of its parts, otherwise the waiting scans.
  page.paragraphs = {visit->words(texts::OfficeScansAbout)};
  if (!unmatched->empty()) {
    page.paragraphs.push_back(texts::OfficeScansWaiting.in(visit->language, unmatched->size()));
  }
  page.heads = {visit->words(texts::OfficeFile)};
  if (entered) {
    for (const EnteredScan& scan : entered->scans) page.rows.push_back(entered_row(inbox_, scan, visit->language));
    page.heads.insert(page.heads.end(), {visit->words(texts::OfficeScanPages), visit->words(texts::OfficeImportOutcome),
                                         visit->words(texts::OfficeColumnReceipt), visit->words(texts::OfficeScanAll)});
  } else {
    for (const UnmatchedScan& scan : *unmatched) {
      page.rows.push_back({{{scan.file.name, fmt::format("{}/{}", kOfficeScans, scan.id)},
                            {local_time(scan.time)},
                            {receipt_words(scan.reading)}}});
    }
    page.heads.insert(page.heads.end(), {visit->words(texts::OfficeTime), visit->words(texts::OfficeScanRead)});
  }
  OfficeInput file{"file", "file", visit->words(texts::OfficeScansFiles)};
  file.multiple = true;
  page.forms = {{std::string(kOfficeScans), {std::move(file)}, {{"_scans", visit->words(texts::OfficeImportButton)}}}};
  if (!unmatched->empty()) page.forms.push_back(settle_form(*visit, *unmatched));
  send_office(visit, status, visit->words(texts::OfficeScans), page, errors_of(error));
}

}  // namespace gongwen::service
