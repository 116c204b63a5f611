// Scans as the inbox stores them. Those of a submission are in the one attachment that its kind has for them
// (`stamped`, `stamped--2`, …), each with its reading beside it; those without a submission wait for the office. A scan
// replaces another one only if the applicant sends it again.
#pragma once

#include "base/json.h"
#include "service/detail/scan_marks.h"
#include "service/inbox/submissions.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The most scans of one submission.
inline constexpr std::size_t kMaxScans = 50;

/// A scanned file with its reading.
struct ScanFile {
  std::string name;
  std::string type;  // `application/pdf`
  std::string bytes;
  ScanReading reading;
};

/// Returns whether a slot holds scans of this attachment: `attachment:stamped`, `attachment:stamped--2`.
bool is_scan_slot(std::string_view slot, std::string_view id);

/// Returns whether a submission accepts scans: it is neither decided nor withdrawn. Scans come after the version was
/// handed in, until the decision.
bool takes_scans(const inbox::Submission& submission);

enum class ScanKept : std::uint8_t {
  Added,
  Known,   // the submission has the same file already
  NoPlace  // the submission takes no scans, or has too many already
};

/// Adds a scan to the last version of a submission. `id` is the attachment that the kind has for scans
/// (scan_slot_of).
inbox::Result<ScanKept> add_scan(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& id,
                                 const ScanFile& scan, inbox::Seconds now);
/// Stores the reading of an attachment that has just been stored.
std::optional<inbox::Fault> put_reading(inbox::Inbox& inbox, const std::string& owner, const std::string& id,
                                        const ScanReading& reading, inbox::Seconds now);
/// Returns the readings of an owner's scans. Files without a reading are left out, and so are readings of files that
/// have been replaced since.
inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner,
                                                        std::string_view id);
/// Returns the readings of all attachments of an owner.
inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner);

/// Returns the verdict on the scans of the last version, for the office; empty if absent.
inbox::Result<std::string> scans_of_submission(inbox::Inbox& inbox, const inbox::Submission& submission,
                                               diagnostics::Language language);

/// Returns the submission to which a mark belongs; NotFound also if the hash is that of none of its versions. This is
/// the only way from a code to a submission: receipt number and hash must both match.
inbox::Result<inbox::Submission> submission_of(inbox::Inbox& inbox, const ScanMark& mark);

// Scans without a submission.

/// `id` begins with the time, so lists are in order of arrival.
struct UnmatchedScan {
  std::string id;
  inbox::FileRecord file;
  ScanReading reading;
  inbox::Seconds time = 0;
};

inbox::Result<std::string> keep_unmatched(inbox::Inbox& inbox, const ScanFile& scan, inbox::Seconds now);
/// Returns all of them, the oldest first.
inbox::Result<std::vector<UnmatchedScan>> unmatched_scans(inbox::Inbox& inbox);
/// Returns NotFound if another user has already handled it.
inbox::Result<UnmatchedScan> find_unmatched(inbox::Inbox& inbox, std::string_view id);
std::optional<inbox::Fault> remove_unmatched(inbox::Inbox& inbox, const std::string& id);

}  // namespace gongwen::service
