// Scans as the inbox stores them. Those of a submission are in the one attachment that its kind has for them
// (`stamped`, `stamped--2`, …), each with what was read from it beside it; those that belong to nobody yet wait for the
// office. A scan replaces another one only if the applicant sends it again.
#pragma once

#include "base/json.h"
#include "service/detail/scan_marks.h"
#include "service/inbox/submissions.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Scans of one submission.
inline constexpr std::size_t kMaxScans = 50;

/// A scanned file, with what was read from it.
struct ScanFile {
  std::string name;
  std::string type;  // `application/pdf`
  std::string bytes;
  ScanReading reading;
};

/// Whether a slot holds scans of this attachment: `attachment:stamped`, `attachment:stamped--2`.
bool is_scan_slot(std::string_view slot, std::string_view id);

/// Whether a submission accepts scans: it is neither decided nor withdrawn.
/// Scans come late, after the version was handed in; a decision closes the submission for them.
bool takes_scans(const inbox::Submission& submission);

enum class ScanKept : std::uint8_t {
  Added,
  Known,   // the same file is there
  NoPlace  // it takes none, or there are too many already
};

/// Adds a scan to the last version of a submission.
/// `id` is the attachment that the kind has for scans (scan_slot_of).
inbox::Result<ScanKept> add_scan(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& id,
                                 const ScanFile& scan, inbox::Seconds now);
/// Stores what was read from an attachment that has just been stored.
std::optional<inbox::Fault> put_reading(inbox::Inbox& inbox, const std::string& owner, const std::string& id,
                                        const ScanReading& reading, inbox::Seconds now);
/// Readings of the scans of an owner. A reading of a file that has been replaced since is left out, and so are files
/// without a reading.
inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner,
                                                        std::string_view id);
/// Readings of all attachments of an owner.
inbox::Result<std::vector<ScanReading>> stored_readings(inbox::Inbox& inbox, const std::string& owner);

/// The verdict on the scans of the last version, for the office; empty if there are none.
inbox::Result<std::string> scans_of_submission(inbox::Inbox& inbox, const inbox::Submission& submission,
                                               diagnostics::Language language);

/// The submission to which a mark belongs. NotFound also if the hash is that of none of its versions.
/// The only way from a code to a submission: receipt number and hash must both fit.
inbox::Result<inbox::Submission> submission_of(inbox::Inbox& inbox, const ScanMark& mark);

// Scans that belong to nobody yet.

/// `id` begins with the time, so lists are in the order of coming.
struct UnmatchedScan {
  std::string id;
  inbox::FileRecord file;
  ScanReading reading;
  inbox::Seconds time = 0;
};

inbox::Result<std::string> keep_unmatched(inbox::Inbox& inbox, const ScanFile& scan, inbox::Seconds now);
/// All of them, the oldest first.
inbox::Result<std::vector<UnmatchedScan>> unmatched_scans(inbox::Inbox& inbox);
/// NotFound if another user has already handled it.
inbox::Result<UnmatchedScan> find_unmatched(inbox::Inbox& inbox, std::string_view id);
std::optional<inbox::Fault> remove_unmatched(inbox::Inbox& inbox, const std::string& id);

}  // namespace gongwen::service
