// Attachments: files that are sent along with a form and are not fields of it, such as the scan of the signed document.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "service/inbox/drafts.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Of the slots of attachments; what is after it is the attachment's id in the section `web` of the kind.
inline constexpr std::string_view kAttachmentMark = "attachment:";

/// Of the page that lists them, after the address of the draft or of the submitted form.
inline constexpr std::string_view kFilesArea = "/files";

/// Where scans of signed documents are taken without a draft. No kind has this name.
inline constexpr std::string_view kScansAddress = "/forms/scans";

/// The largest that any kind may ask for, of what is posted.
inline constexpr std::uint64_t kMaxAttachment = std::uint64_t{64} << 20;

/// What a kind asks for.
struct PlannedAttachment {
  std::string id;
  std::string title;
  std::vector<std::string> types;  // pdf, jpeg, png
  std::uint64_t max_bytes = 0;
  bool required = false;
  bool is_scan = false;  // of the document, printed, signed and stamped
};

/// `application/pdf` of `pdf`, `application/zip` of `zip`.
std::string media_type_of(std::string_view type);

/// `20 MB`
std::string size_words(std::uint64_t bytes);
/// `PDF, JPEG`, for people.
std::string types_words(const PlannedAttachment& planned, diagnostics::Language language);
/// `application/pdf,image/jpeg`, for browsers.
std::string accepted_types(const PlannedAttachment& planned);

/// Of the form as JSON: Engine::form.
std::vector<PlannedAttachment> planned_attachments(const base::JsonView& form);

/// By its first bytes, whatever it says of itself: pdf, jpeg, png; empty for all others.
std::string_view attachment_type(std::string_view bytes);

/// Of a draft or a version (`<submission>/<number>`), for whoever lists and sends them: the slot is kAttachmentMark and
/// an id. They are sent as `attachment` with the policy `sandbox` (Pages::send_file), and never opened here.
inbox::Result<std::vector<inbox::FileRecord>> stored_attachments(inbox::Inbox& inbox, const std::string& owner);

}  // namespace gongwen::service
