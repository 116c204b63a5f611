// Attachments: files that are sent along with a form but are not fields of it, such as the scan of the signed document.
#pragma once

#include "diagnostics/text.h"
#include "engine/webform/web_form.h"
#include "service/inbox/drafts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Prefix of the slot of an attachment. The id of the attachment in the section `web` of the kind follows:
/// `attachment:scan`. A file has a slot within its owner: `attachment:scan` for the first scan,
/// `attachment:scan-…` for further ones (scan_store.h), and for each scan a slot with what was read from
/// it.
inline constexpr std::string_view kAttachmentMark = "attachment:";

/// The page of attachments, below the address of the draft or the submission.
inline constexpr std::string_view kFilesArea = "/files";

/// The page that takes scans of signed documents without a draft. No kind has this name.
inline constexpr std::string_view kScansAddress = "/forms/scans";

/// The largest size, in bytes, that a kind may allow for an attachment. A browser may post this much to such a page,
/// plus the fields of the form.
inline constexpr std::uint64_t kMaxAttachment = std::uint64_t{64} << 20;

/// An attachment that a kind asks for.
using PlannedAttachment = webform::Attachment;

/// Returns the media type for an ending: `application/pdf` for `pdf`, `application/zip` for `zip`.
std::string media_type_of(std::string_view type);

/// Returns a size in words, `20 MB`, in binary units, as operating systems show sizes of
/// files.
std::string size_words(std::uint64_t bytes);
/// Returns the accepted types for people: `PDF, JPEG`.
std::string types_words(const PlannedAttachment& planned, diagnostics::Language language);
/// Returns the accepted types for browsers: `application/pdf,image/jpeg`.
std::string accepted_types(const PlannedAttachment& planned);

/// Returns the attachments of a form. Sizes are limited to kMaxAttachment, even if the kind allows more.
std::vector<PlannedAttachment> planned_attachments(const webform::WebForm& form);

/// The media type of OFD files.
inline constexpr std::string_view kOfdType = "application/ofd";

/// Returns the type by the file's bytes, not by the name or type that the sender states: `pdf`, `jpeg`, `png`, `ofd`;
/// empty for all others. Used for uploads, before any decoder of ours touches them.
std::string_view attachment_type(std::string_view bytes);

/// Returns the attachments of a draft or a version (`<submission>/<number>`); their slots are kAttachmentMark and an
/// id. They are sent as `attachment` with the policy `sandbox` (Pages::send_file); this process never parses them.
inbox::Result<std::vector<inbox::FileRecord>> stored_attachments(inbox::Inbox& inbox, const std::string& owner);

}  // namespace gongwen::service
