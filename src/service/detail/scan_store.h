// Scans as the inbox keeps them: those of a submission in the one attachment that its kind has for them, `stamped`,
// `stamped--2`, …, each beside what was read of it; and those that belong to nobody yet, for the office to look at.
// A scan never takes the place of another one, unless whoever handed it in sends it again.
#pragma once

#include "base/json.h"
#include "service/detail/scan_marks.h"
#include "service/inbox/submissions.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Of one submission.
inline constexpr std::size_t kMaxScans = 50;

/// A file that was scanned, with what was read of it.
struct ScanFile {
  std::string name;
  std::string type;  // `application/pdf`
  std::string bytes;
  ScanReading reading;
};

/// The id of the attachment that a form has for scans; empty: it has none.
std::string scan_slot_of(const base::JsonView& form);
/// Whether a slot of attachments has scans of this id: `attachment:stamped`, `attachment:stamped--2`.
bool is_scan_slot(std::string_view slot, std::string_view id);

/// Whether scans can be added to it: it is neither decided nor withdrawn.
bool takes_scans(const inbox::Submission& submission);

enum class ScanKept : std::uint8_t {
  Added,
  Known,   // the same file is there
  NoPlace  // it takes none, or there are too many already
};

/// Adds a scan to the last version of a submission.
inbox::Result<ScanKept> add_scan(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& id,
                                 const ScanFile& scan, inbox::Seconds now);
/// Notes what was read of an attachment that has just been put there.
std::optional<inbox::Fault> put_reading(inbox::Inbox& inbox, const std::string& owner, const std::string& id,
                                        const ScanReading& reading, inbox::Seconds now);
/// What was read of the scans of an owner, as far as they are still the files that were read.
std::vector<ScanReading> stored_readings(inbox::Inbox& inbox, const std::string& owner, std::string_view id);
/// The same of all attachments that were read.
std::vector<ScanReading> stored_readings(inbox::Inbox& inbox, const std::string& owner);

/// What the scans of its last version are, for the office; empty where there are none.
std::string scans_of_submission(inbox::Inbox& inbox, const inbox::Submission& submission,
                                diagnostics::Language language);

/// The submission whose version a mark is of. NotFound also where the hash is that of none of its versions.
inbox::Result<inbox::Submission> submission_of(inbox::Inbox& inbox, const ScanMark& mark);

// Scans of nobody.

struct UnmatchedScan {
  std::string id;
  inbox::FileRecord file;
  ScanReading reading;
  inbox::Seconds time = 0;
};

inbox::Result<std::string> keep_unmatched(inbox::Inbox& inbox, const ScanFile& scan, inbox::Seconds now);
/// The oldest first.
inbox::Result<std::vector<UnmatchedScan>> unmatched_scans(inbox::Inbox& inbox);
/// NotFound once it was settled.
inbox::Result<UnmatchedScan> find_unmatched(inbox::Inbox& inbox, std::string_view id);
std::optional<inbox::Fault> remove_unmatched(inbox::Inbox& inbox, const std::string& id);

}  // namespace gongwen::service
