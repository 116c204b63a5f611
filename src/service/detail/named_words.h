// Names in the program, such as those of actions and mails, and the words that people read instead.
#pragma once

#include "diagnostics/text.h"

#include <span>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Tables of such pairs are constants; newer bundles or databases may have unknown names.
struct NamedWords {
  std::string_view name;
  diagnostics::BilingualText words;
};

/// Returns the words for a name; the name itself if it is unknown.
std::string words_of_name(std::span<const NamedWords> known, std::string_view name, diagnostics::Language language);

}  // namespace gongwen::service
