// Extracts the files attached to a mail as saved by mail programs (.eml): RFC 5322, 2045 to 2047, 2183 and 2231.
#pragma once

#include "intake/read_returned.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Whether a text starts like a mail, with fields such as `From:` and `MIME-Version:`.
bool is_mail(std::string_view text);

/// The attachments in order, including those of nested mails; without the mail's own text and pictures shown in it.
/// Names are converted to UTF-8 if their encoding is known, and stripped of folders.
std::vector<ArchivedFile> mail_files(std::string_view mail);

}  // namespace gongwen::intake
