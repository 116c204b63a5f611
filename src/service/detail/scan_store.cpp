// A file and its reading are two entries without a common transaction. The reading has the hash of its file, so that a
// reading left from a former file is never taken for that of the present one; a missing reading is added when the file
// comes again.
#include "service/detail/scan_store.h"

#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "service/detail/attachments.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
namespace {

/// Separates the id of an attachment from the number of a further scan.
constexpr std::string_view kFurther = "--";

// Owner of scans without a submission, and of their readings; not the id of any submission.
constexpr const char* kUnmatchedOwner = "scans";
constexpr const char* kUnmatchedReadings = "scans/readings";
constexpr const char* kReadingType = "application/json";

inbox::Result<ScanReading> read_reading(inbox::Inbox& inbox, const std::string& hash) {
  const auto text = inbox::Files(inbox).read(hash);
  if (!text) return base::Failure{text.error()};
  return parse_kept_reading(*text);
}

/// Returns the readings beside those attachments of an owner whose slots are wanted. Files and readings are slots of
/// one owner: `attachment:stamped--2` and `scan:stamped--2`.
template <typename IsWanted>
inbox::Result<std::vector<ScanReading>> readings_where(inbox::Inbox& inbox, const std::string& owner,
                                                       const IsWanted& is_wanted) {
  const auto files = inbox::Files(inbox).list(owner);
  if (!files) return base::Failure{files.error()};
  std::vector<ScanReading> readings;
  for (const inbox::FileRecord& scan : *files) {
    const std::string& slot = scan.slot;
    if (!slot.starts_with(kAttachmentMark) || !is_wanted(slot)) continue;
    const std::string beside = std::string(kReadingMark) + slot.substr(kAttachmentMark.size());
    const auto found =
        std::find_if(files->begin(), files->end(), [&](const inbox::FileRecord& file) { return file.slot == beside; });
    if (found == files->end()) continue;
    auto reading = read_reading(inbox, found->hash);
    if (reading && reading->file == scan.hash) readings.push_back(*std::move(reading));
  }
  return readings;
}

/// Finds the file with these bytes; the end if absent.
auto find_hash(const std::vector<inbox::FileRecord>& files, const std::string& hash) {
  return std::find_if(files.begin(), files.end(), [&](const inbox::FileRecord& file) { return file.hash == hash; });
}

bool has_slot(const std::vector<inbox::FileRecord>& files, std::string_view slot) {
  return std::any_of(files.begin(), files.end(), [&](const inbox::FileRecord& file) { return file.slot == slot; });
}

/// Makes a waiting scan from its entry, with its reading if there is one.
UnmatchedScan unmatched_of(inbox::Inbox& inbox, const inbox::FileRecord& file,
                           const std::vector<inbox::FileRecord>& readings) {
  UnmatchedScan scan{file.slot, file, {}, 0};
  // The id begins with the time in seconds, `000001790000000-k2x7…`, followed by random
  // letters.
  for (const char c : std::string_view(file.slot).substr(0, file.slot.find('-'))) scan.time = 10 * scan.time + c - '0';
  const auto beside =
      std::find_if(readings.begin(), readings.end(), [&](const auto& one) { return one.slot == file.slot; });
  if (beside == readings.end()) return scan;
  if (auto reading = read_reading(inbox, beside->hash)) scan.reading = *std::move(reading);
  return scan;
}

}  // namespace

bool is_scan_slot(std::string_view slot, std::string_view id) {
  if (!slot.starts_with(kAttachmentMark)) return false;
  slot.remove_prefix(kAttachmentMark.size());
  if (!slot.starts_with(id)) return false;
  // Exactly the id, or the id with `--` and a number: `stamped-copy` is another attachment.
  slot.remove_prefix(id.size());
  return slot.empty() || (slot.starts_with(kFurther) && slot.size() > kFurther.size() &&
                          slot.find_first_not_of("0123456789", kFurther.size()) == std::string_view::npos);
}

// In the same states the applicant can still withdraw the submission.
bool takes_scans(const inbox::Submission& submission) {
  return inbox::state_after(submission.state, inbox::Action::Withdraw).has_value();
}

/// Returns whether a reading is to be stored although the file is there already: the service may have ended before it
/// stored the reading, or the file could not be read when it first came.
bool is_new_reading(const std::vector<inbox::FileRecord>& noted, std::string_view slot, const ScanReading& reading) {
  const auto former = std::find_if(noted.begin(), noted.end(), [&](const auto& file) { return file.slot == slot; });
  return former == noted.end() || (reading.is_read && former->hash != base::sha256(kept_reading(reading)));
}

inbox::Result<ScanKept> add_scan(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& id,
                                 const ScanFile& scan, inbox::Seconds now) {
  const std::string owner = inbox::version_owner(submission);
  inbox::Files files(inbox);
  const auto stored = files.list(owner);
  if (!stored) return base::Failure{stored.error()};
  // Refers to the bytes: see the head of this file.
  ScanReading reading = scan.reading;
  reading.file = base::sha256(scan.bytes);
  const auto known = std::find_if(stored->begin(), stored->end(), [&](const inbox::FileRecord& file) {
    return file.hash == reading.file && is_scan_slot(file.slot, id);
  });
  std::string name = id;
  // Known: only a reading that is missing or better is added.
  if (known != stored->end()) {
    name = known->slot.substr(kAttachmentMark.size());
    const bool is_news = is_new_reading(*stored, std::string(kReadingMark) + name, reading);
    const auto fault = is_news ? put_reading(inbox, owner, name, reading, now) : std::nullopt;
    if (fault) return base::Failure{*fault};
    return ScanKept::Known;
  }
  if (!takes_scans(submission)) return ScanKept::NoPlace;
  // `stamped`, `stamped--2`, … up to kMaxScans.
  for (std::size_t number = 2; has_slot(*stored, std::string(kAttachmentMark) + name); ++number) {
    if (number > kMaxScans) return ScanKept::NoPlace;
    name = fmt::format("{}{}{}", id, kFurther, number);
  }
  const std::string slot = std::string(kAttachmentMark) + name;
  auto fault = files.put(owner, {slot, reading.file, scan.name, scan.type, 0}, scan.bytes, now);
  if (!fault) fault = put_reading(inbox, owner, name, reading, now);
  if (fault) return base::Failure{*fault};
  return ScanKept::Added;
}

std::optional<inbox::Fault> put_reading(inbox::Inbox& inbox, const std::string& owner, const std::string& id,
                                        const ScanReading& reading, inbox::Seconds now) {
  return inbox::Files(inbox).put(owner, {std::string(kReadingMark) + id, "", "reading.json", kReadingType, 0},
                                 kept_reading(reading), now);
}

inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner,
                                                        std::string_view id) {
  return readings_where(inbox, owner, [id](const std::string& slot) { return is_scan_slot(slot, id); });
}

inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner) {
  return readings_where(inbox, owner, [](const std::string&) { return true; });
}

inbox::Result<std::string> scans_of_submission(inbox::Inbox& inbox, const inbox::Submission& submission,
                                               diagnostics::Language language) {
  const auto readings = stored_readings(inbox, inbox::version_owner(submission));
  const auto hashes = inbox::Submissions(inbox).hashes(submission.id);
  if (!readings || !hashes) return base::Failure{readings ? hashes.error() : readings.error()};
  if (readings->empty()) return std::string();
  return office_verdict(judge_scans(*readings, submission.receipt, *hashes), language);
}

inbox::Result<inbox::Submission> submission_of(inbox::Inbox& inbox, const ScanMark& mark) {
  auto submission = inbox::Submissions(inbox).find_receipt(mark.receipt);
  if (!submission) return submission;
  const auto hashes = inbox::Submissions(inbox).hashes(submission->id);
  if (!hashes) return base::Failure{hashes.error()};
  // Any version: old pages count as old, not as foreign.
  const bool is_known =
      std::any_of(hashes->begin(), hashes->end(), [&](const std::string& hash) { return is_of_version(mark, hash); });
  if (!is_known) return base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}};
  return submission;
}

/// Stores a scan for the office. The same bytes again give the same id: sending a stack twice adds nothing.
inbox::Result<std::string> keep_unmatched(inbox::Inbox& inbox, const ScanFile& scan, inbox::Seconds now) {
  constexpr std::size_t kRandomBytes = 8;
  inbox::Files files(inbox);
  const auto there = files.list(kUnmatchedOwner);
  const auto noted = files.list(kUnmatchedReadings);
  if (!there || !noted) return base::Failure{there ? noted.error() : there.error()};
  ScanReading reading = scan.reading;
  reading.file = base::sha256(scan.bytes);
  // Compared by the bytes, regardless of the name.
  const auto known = find_hash(*there, reading.file);
  // The id begins with the time, so scans are listed in order of arrival.
  std::string id =
      known != there->end() ? known->slot : fmt::format("{:012}-{}", now, inbox::random_text(kRandomBytes));
  std::optional<inbox::Fault> fault;
  if (known == there->end()) {
    fault = files.put(kUnmatchedOwner, {id, reading.file, scan.name, scan.type, 0}, scan.bytes, now);
  }
  if (!fault && is_new_reading(*noted, id, reading)) {
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
  for (const inbox::FileRecord& file : *listed) scans.push_back(unmatched_of(inbox, file, *readings));
  return scans;
}

inbox::Result<UnmatchedScan> find_unmatched(inbox::Inbox& inbox, std::string_view id) {
  inbox::Files files(inbox);
  const auto listed = files.list(kUnmatchedOwner);
  const auto readings = files.list(kUnmatchedReadings);
  if (!listed || !readings) return base::Failure{listed ? readings.error() : listed.error()};
  const auto found =
      std::find_if(listed->begin(), listed->end(), [id](const inbox::FileRecord& file) { return file.slot == id; });
  if (found == listed->end()) return base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}};
  return unmatched_of(inbox, *found, *readings);
}

/// The reading goes first: a scan without its reading is still shown, a reading without a scan would never be found.
std::optional<inbox::Fault> remove_unmatched(inbox::Inbox& inbox, const std::string& id) {
  inbox::Files files(inbox);
  if (const auto fault = files.remove(kUnmatchedReadings, id); fault && fault->kind != inbox::Fault::Kind::NotFound) {
    return fault;
  }
  return files.remove(kUnmatchedOwner, id);
}

}  // namespace gongwen::service
