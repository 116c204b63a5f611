// /office/scans: stacks of scans are taken apart by the codes on their pages; what belongs to nobody waits for a person
// who reads the receipt number.
#include "base/json.h"
#include "service/detail/attachments.h"
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
  if (scan.pages.empty()) return std::string(texts::OfficeScanAllPages.in(language));
  return page_list({scan.pages.begin(), scan.pages.end()});
}

base::Json entered_row(inbox::Inbox& inbox, const EnteredScan& scan, Language language) {
  base::Json whose = text_cell("");
  std::string all;
  if (scan.submission) {
    whose = text_cell(scan.submission->receipt, "/office/s/" + scan.submission->id);
    all = scans_of_submission(inbox, *scan.submission, language);
  }
  return row_of(text_cell(scan.file), text_cell(pages_words(scan, language)),
                text_cell(fate_words(scan.fate).in(language)), std::move(whose), text_cell(all));
}

/// What is read on the page, such as a number of another installation.
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

void OfficePages::scans(const VisitPtr& visit, std::string_view id) {
  if (!require(visit, Role::Secretary)) return;
  if (!id.empty()) return visit->posts() ? send_not_found(visit) : send_unmatched(visit, id);
  if (!visit->posts()) return show_scans(visit, 200, nullptr, {});
  if (visit->has("_assign") || visit->has("_discard")) return settle_scan(visit);
  if (visit->files.empty()) return show_scans(visit, kFormInvalid, nullptr, visit->words(texts::OfficeNoFile));
  std::vector<MemoryFile> files;
  for (UploadedFile& file : visit->files) files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  ScanEntryOptions options{visit->language, visit->now, visit->account.name, visit->request().peer};
  ScanEntry::start(pool_, inbox_, std::move(files), std::move(options), [this, visit](EnteredScans entered) {
    const unsigned status = entered.is_whole() ? 200 : entered.is_busy ? kFormBusy : kFormFailed;
    const std::string error = entered.is_whole() ? std::string() : visit->words(texts::OfficeScansRest);
    show_scans(visit, status, std::make_shared<const EnteredScans>(std::move(entered)), error);
  });
}

/// By hand: to a submission, or away.
void OfficePages::settle_scan(const VisitPtr& visit) {
  const std::string id = visit->field(kChosenScan);
  const auto scan = find_unmatched(inbox_, id);
  if (!scan) return refuse_scan(visit, scan.error());
  if (visit->has("_discard")) {
    if (const auto fault = remove_unmatched(inbox_, id)) return refuse_scan(visit, *fault);
    note(visit, "scan.discard", "scan:" + id, "ok");
    return send_to(visit, std::string(kOfficeScans));
  }
  const auto receipt = inbox::parse_receipt(visit->field("receipt"));
  const auto submission = receipt ? inbox::Submissions(inbox_).find_receipt(inbox::receipt_text(*receipt))
                                  : inbox::Result<inbox::Submission>(base::Failure{inbox::Fault{}});
  if (!submission) return show_scans(visit, kFormInvalid, nullptr, visit->words(texts::OfficeScanNoReceipt));
  Task task;
  task.operation = Operation::Form;
  task.kind = submission->kind;
  ask_whatever(visit, std::move(task), [this, visit, id, receipt = submission->receipt](const TaskAnswer& answer) {
    const auto form = base::parse_json(answer.body);
    assign_scan(visit, id, receipt, form ? scan_slot_of(form->view()) : std::string());
  });
}

/// Somebody else may have settled it, or decided the submission, while a worker was asked: both are looked up again.
void OfficePages::assign_scan(const VisitPtr& visit, const std::string& id, const std::string& receipt,
                              const std::string& slot) {
  const auto refuse = [&](const diagnostics::BilingualText& words) {
    show_scans(visit, kFormInvalid, nullptr, visit->words(words));
  };
  const auto scan = find_unmatched(inbox_, id);
  if (!scan) return refuse_scan(visit, scan.error());
  if (scan->file.type == media_type_of("zip")) return refuse(texts::OfficeScanArchive);
  // Whoever handed in the one would download pages of the other.
  if (judge_scans({&scan->reading, 1}, receipt, {}).has_others) return refuse(texts::OfficeScanOtherPages);
  if (slot.empty()) return refuse(texts::OfficeScanNoPlace);
  const auto submission = inbox::Submissions(inbox_).find_receipt(receipt);
  if (!submission) return send_fault(visit, submission.error());
  auto bytes = inbox::Files(inbox_).read(scan->file.hash);
  if (!bytes) return send_fault(visit, bytes.error());
  const ScanFile file{scan->file.name, scan->file.type, *std::move(bytes), scan->reading};
  const auto kept = add_scan(inbox_, *submission, slot, file, visit->now);
  if (!kept) return send_fault(visit, kept.error());
  if (*kept == ScanKept::NoPlace) return refuse(texts::OfficeScanNoPlace);
  note(visit, "scan.assign", "submission:" + submission->id, *kept == ScanKept::Added ? "ok" : "known");
  const auto fault = remove_unmatched(inbox_, id);
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) return send_fault(visit, *fault);
  send_to(visit, std::string(kOfficeScans));
}

/// Of what somebody else has just settled.
void OfficePages::refuse_scan(const VisitPtr& visit, const inbox::Fault& fault) {
  if (fault.kind != inbox::Fault::Kind::NotFound) return send_fault(visit, fault);
  show_scans(visit, kFormInvalid, nullptr, visit->words(texts::OfficeScanGone));
}

/// Only ever saved to a disk, as attachments are.
void OfficePages::send_unmatched(const VisitPtr& visit, std::string_view id) {
  const auto scan = find_unmatched(inbox_, id);
  if (!scan && scan.error().kind == inbox::Fault::Kind::NotFound) return send_not_found(visit);
  if (!scan) return send_fault(visit, scan.error());
  auto bytes = inbox::Files(inbox_).read(scan->file.hash);
  if (!bytes) return send_fault(visit, bytes.error());
  note(visit, "scan.view", "scan:" + scan->id, "ok");
  send_file(visit, scan->file.type, scan->file.name, *std::move(bytes), true);
}

namespace {

/// The form below the list, to say whose one is.
base::Json settle_form(const PageVisit& visit, const std::vector<UnmatchedScan>& unmatched) {
  const std::string chosen = visit.field(kChosenScan);
  base::Json choices = base::Json::list();
  for (const UnmatchedScan& scan : unmatched) {
    add_choice(choices, scan.id, fmt::format("{} · {}", scan.file.name, local_time(scan.time)), chosen);
  }
  base::Json inputs =
      list_of(select_json(kChosenScan, visit.words(texts::OfficeFile), std::move(choices)),
              input_json("receipt", "text", visit.words(texts::OfficeColumnReceipt), visit.field("receipt")));
  base::Json form = form_json("post", kOfficeScans, std::move(inputs),
                              list_of(button_json("_assign", "1", visit.words(texts::OfficeScanAssign)),
                                      button_json("_discard", "1", visit.words(texts::OfficeScanDiscard), true)));
  return std::move(form.set("title", visit.words(texts::OfficeScanSettle)));
}

}  // namespace

/// `entered`: what came of files; null before some were sent.
void OfficePages::show_scans(const VisitPtr& visit, unsigned status, const std::shared_ptr<const EnteredScans>& entered,
                             const std::string& error) {
  const auto unmatched = unmatched_scans(inbox_);
  if (!unmatched) return send_fault(visit, unmatched.error());
  Context context = base::Json::object();
  base::Json rows = base::Json::list();
  std::vector<std::string> heads{visit->words(texts::OfficeFile)};
  if (entered) {
    for (const EnteredScan& scan : entered->scans) rows.add(entered_row(inbox_, scan, visit->language));
    heads.insert(heads.end(), {visit->words(texts::OfficeScanPages), visit->words(texts::OfficeImportOutcome),
                               visit->words(texts::OfficeColumnReceipt), visit->words(texts::OfficeScanAll)});
  } else {
    for (const UnmatchedScan& scan : *unmatched) {
      rows.add(row_of(text_cell(scan.file.name, fmt::format("{}/{}", kOfficeScans, scan.id)),
                      text_cell(local_time(scan.time)), text_cell(receipt_words(scan.reading))));
    }
    heads.insert(heads.end(), {visit->words(texts::OfficeTime), visit->words(texts::OfficeScanRead)});
  }
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  std::vector<std::string> paragraphs{visit->words(texts::OfficeScansAbout)};
  if (!unmatched->empty()) paragraphs.push_back(texts::OfficeScansWaiting.in(visit->language, unmatched->size()));
  context.set("paragraphs", base::Json::list_of(paragraphs));
  base::Json input = input_json("file", "file", visit->words(texts::OfficeScansFiles));
  base::Json forms = list_of(form_json("post", kOfficeScans, list_of(std::move(input.set("multiple", true))),
                                       list_of(button_json("_scans", "1", visit->words(texts::OfficeImportButton)))));
  if (!unmatched->empty()) forms.add(settle_form(*visit, *unmatched));
  context.set("forms", std::move(forms));
  std::vector<std::string> errors;
  if (!error.empty()) errors.push_back(error);
  send_office(visit, status, "table", visit->words(texts::OfficeScans), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
