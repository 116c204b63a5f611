// Attachments: files that are sent along with a form and are no fields of it, such as the scan of the signed document.
#pragma once

#include "diagnostics/text.h"
#include "engine/webform/web_form.h"
#include "service/inbox/drafts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Begins the slot of an attachment; the id of the attachment in the section `web` of the kind follows:
/// `attachment:scan`.
/// A file has a slot within its owner: `attachment:scan` for the first scan, `attachment:scan-…` for further ones
/// (scan_store.h), and beside each scan a slot for what was read from it.
inline constexpr std::string_view kAttachmentMark = "attachment:";

/// The page with the attachments, below the address of the draft or the submission.
inline constexpr std::string_view kFilesArea = "/files";

/// Page that takes scans of signed documents without a draft. No kind has this name.
inline constexpr std::string_view kScansAddress = "/forms/scans";

/// The largest size, in bytes, that a kind may allow for an attachment.
/// Also the limit of what a browser may post to such a page, plus the fields of the form.
inline constexpr std::uint64_t kMaxAttachment = std::uint64_t{64} << 20;

/// An attachment that a kind asks for.
using PlannedAttachment = webform::Attachment;

/// `application/pdf` of `pdf`, `application/zip` of `zip`.
std::string media_type_of(std::string_view type);

/// `20 MB`
/// Binary units, as operating systems show sizes of files.
std::string size_words(std::uint64_t bytes);
/// `PDF, JPEG`, for people.
std::string types_words(const PlannedAttachment& planned, diagnostics::Language language);
/// `application/pdf,image/jpeg`, for browsers.
std::string accepted_types(const PlannedAttachment& planned);

/// The attachments of a form, with sizes of at most kMaxAttachment, whatever the kind says.
std::vector<PlannedAttachment> planned_attachments(const webform::WebForm& form);

/// The media type of OFD files.
inline constexpr std::string_view kOfdType = "application/ofd";

/// The type by its bytes, whatever the sender calls it: `pdf`, `jpeg`, `png`, `ofd`; empty for all others.
/// Used for uploads, before any decoder of ours touches them.
std::string_view attachment_type(std::string_view bytes);

/// The attachments of a draft or a version (`<submission>/<number>`); their slots are kAttachmentMark and an id. They
/// are sent as `attachment` with the policy `sandbox` (Pages::send_file), and this process never opens them.
inbox::Result<std::vector<inbox::FileRecord>> stored_attachments(inbox::Inbox& inbox, const std::string& owner);

}  // namespace gongwen::service
