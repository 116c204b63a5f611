// The files attached to a mail, as mail programs save it (.eml): RFC 5322, 2045 to 2047, 2183 and 2231.
#pragma once

#include "intake/read_returned.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Whether a text starts as mails do, with fields such as `From:` and `MIME-Version:`.
bool is_mail(std::string_view text);

/// What is attached, in the order of the mail, also to mails within it; neither its own text nor pictures that the text
/// shows. Names are in UTF-8 as far as their encoding is known, and have no folders.
std::vector<ArchivedFile> mail_files(std::string_view mail);

}  // namespace gongwen::intake
