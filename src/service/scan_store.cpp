#include "service/detail/scan_store.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "inbox/secrets.h"
#include "service/detail/attachments.h"

#include <algorithm>

namespace gongwen::service {
namespace {

/// Between the id of an attachment and the number of a further scan.
constexpr std::string_view kFurther = "--";
constexpr std::size_t kMaxScans = 50;

// Owners of what belongs to nobody, and of what was read of it: no submission has such a name.
constexpr const char* kUnmatchedOwner = "scans";
constexpr const char* kUnmatchedReadings = "scans/readings";
constexpr const char* kReadingType = "application/json";

std::string version_owner_of(const inbox::Submission& submission) {
  return fmt::format("{}/{}", submission.id, submission.versions);
}

inbox::Result<ScanReading> read_reading(inbox::Inbox& inbox, const std::string& hash) {
  const auto text = inbox::Files(inbox).read(hash);
  if (!text) return base::Failure{text.error()};
  return parse_kept_reading(*text);
}

template <typename IsWanted>
std::vector<ScanReading> readings_where(inbox::Inbox& inbox, const std::string& owner, const IsWanted& is_wanted) {
  std::vector<ScanReading> readings;
  const auto files = inbox::Files(inbox).list(owner);
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    const std::string& slot = (*files)[i].slot;
    if (!slot.starts_with(kAttachmentMark) || !is_wanted(slot)) continue;
    const std::string beside = std::string(kReadingMark) + slot.substr(kAttachmentMark.size());
    const auto found =
        std::find_if(files->begin(), files->end(), [&](const inbox::FileRecord& file) { return file.slot == beside; });
    if (found == files->end()) continue;
    auto reading = read_reading(inbox, found->hash);
    if (reading && reading->file == (*files)[i].hash) readings.push_back(*std::move(reading));
  }
  return readings;
}

}  // namespace

std::string scan_slot_of(const base::JsonView& form) {
  for (const PlannedAttachment& planned : planned_attachments(form)) {
    if (planned.is_scan) return planned.id;
  }
  return {};
}

bool is_scan_slot(std::string_view slot, std::string_view id) {
  if (!slot.starts_with(kAttachmentMark)) return false;
  slot.remove_prefix(kAttachmentMark.size());
  if (!slot.starts_with(id)) return false;
  slot.remove_prefix(id.size());
  return slot.empty() || (slot.starts_with(kFurther) && slot.size() > kFurther.size() &&
                          slot.find_first_not_of("0123456789", kFurther.size()) == std::string_view::npos);
}

inbox::Result<ScanKept> add_scan(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& id,
                                 const ScanFile& scan, inbox::Seconds now) {
  const std::string owner = version_owner_of(submission);
  inbox::Files files(inbox);
  const auto stored = files.list(owner);
  if (!stored) return base::Failure{stored.error()};
  const std::string hash = base::sha256(scan.bytes);
  const auto has = [&](std::string_view slot) {
    return std::any_of(stored->begin(), stored->end(), [&](const auto& file) { return file.slot == slot; });
  };
  const bool is_known = std::any_of(stored->begin(), stored->end(), [&](const inbox::FileRecord& file) {
    return file.hash == hash && is_scan_slot(file.slot, id);
  });
  if (is_known) return ScanKept::Known;
  std::string name = id;
  for (std::size_t number = 2; has(std::string(kAttachmentMark) + name); ++number) {
    if (number > kMaxScans) return ScanKept::Full;
    name = fmt::format("{}{}{}", id, kFurther, number);
  }
  const std::string slot = std::string(kAttachmentMark) + name;
  if (const auto fault = files.put(owner, {slot, "", scan.name, scan.type, 0}, scan.bytes, now)) {
    return base::Failure{*fault};
  }
  ScanReading reading = scan.reading;
  reading.file = hash;
  if (const auto fault = put_reading(inbox, owner, name, reading, now)) return base::Failure{*fault};
  return ScanKept::Added;
}

std::optional<inbox::Fault> put_reading(inbox::Inbox& inbox, const std::string& owner, const std::string& id,
                                        const ScanReading& reading, inbox::Seconds now) {
  return inbox::Files(inbox).put(owner, {std::string(kReadingMark) + id, "", "reading.json", kReadingType, 0},
                                 kept_reading(reading), now);
}

std::vector<ScanReading> stored_readings(inbox::Inbox& inbox, const std::string& owner, std::string_view id) {
  return readings_where(inbox, owner, [id](const std::string& slot) { return is_scan_slot(slot, id); });
}

std::vector<ScanReading> stored_readings(inbox::Inbox& inbox, const std::string& owner) {
  return readings_where(inbox, owner, [](const std::string&) { return true; });
}

std::string scans_of_submission(inbox::Inbox& inbox, const inbox::Submission& submission,
                                diagnostics::Language language) {
  const auto readings = stored_readings(inbox, version_owner_of(submission));
  const auto hashes = version_hashes(inbox, submission);
  if (readings.empty() || !hashes) return {};
  return office_verdict(judge_scans(readings, submission.receipt, *hashes), language);
}

inbox::Result<inbox::Submission> submission_of(inbox::Inbox& inbox, const ScanMark& mark) {
  auto submission = inbox::Submissions(inbox).find_receipt(mark.receipt);
  if (!submission) return submission;
  const auto hashes = version_hashes(inbox, *submission);
  if (!hashes) return base::Failure{hashes.error()};
  const bool is_known =
      std::any_of(hashes->begin(), hashes->end(), [&](const std::string& hash) { return is_of_version(mark, hash); });
  if (!is_known) return base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}};
  return submission;
}

inbox::Result<std::string> keep_unmatched(inbox::Inbox& inbox, const ScanFile& scan, inbox::Seconds now) {
  constexpr std::size_t kRandomBytes = 8;
  const auto there = unmatched_scans(inbox);
  if (!there) return base::Failure{there.error()};
  const std::string hash = base::sha256(scan.bytes);
  for (const UnmatchedScan& one : *there) {
    if (one.file.hash == hash) return one.id;
  }
  // The time goes first, so that they are listed in their order.
  std::string id = fmt::format("{:012}-{}", now, inbox::random_text(kRandomBytes));
  inbox::Files files(inbox);
  ScanReading reading = scan.reading;
  reading.file = hash;
  auto fault = files.put(kUnmatchedOwner, {id, "", scan.name, scan.type, 0}, scan.bytes, now);
  if (!fault) {
    fault = files.put(kUnmatchedReadings, {id, "", "reading.json", kReadingType, 0}, kept_reading(reading), now);
  }
  if (fault) return base::Failure{*fault};
  return id;
}

inbox::Result<std::vector<UnmatchedScan>> unmatched_scans(inbox::Inbox& inbox) {
  inbox::Files files(inbox);
  const auto listed = files.list(kUnmatchedOwner);
  const auto readings = files.list(kUnmatchedReadings);
  if (!listed || !readings) return base::Failure{listed ? readings.error() : listed.error()};
  std::vector<UnmatchedScan> scans;
  for (const inbox::FileRecord& file : *listed) {
    UnmatchedScan scan{file.slot, file, {}, 0};
    for (const char c : std::string_view(file.slot).substr(0, file.slot.find('-')))
      scan.time = 10 * scan.time + c - '0';
    const auto beside =
        std::find_if(readings->begin(), readings->end(), [&](const auto& one) { return one.slot == file.slot; });
    if (beside != readings->end()) {
      if (auto reading = read_reading(inbox, beside->hash)) scan.reading = *std::move(reading);
    }
    scans.push_back(std::move(scan));
  }
  return scans;
}

std::optional<inbox::Fault> remove_unmatched(inbox::Inbox& inbox, const std::string& id) {
  inbox::Files files(inbox);
  if (const auto fault = files.remove(kUnmatchedReadings, id); fault && fault->kind != inbox::Fault::Kind::NotFound) {
    return fault;
  }
  return files.remove(kUnmatchedOwner, id);
}

}  // namespace gongwen::service
