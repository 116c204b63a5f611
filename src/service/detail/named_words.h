// Names of the program, such as those of actions and mails, and the words by which people know them.
#pragma once

#include "diagnostics/text.h"

#include <span>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Tables of such pairs are constants; unknown names can come from newer bundles or databases.
struct NamedWords {
  std::string_view name;
  diagnostics::BilingualText words;
};

/// The words for a name; the name itself if there are none.
std::string words_of_name(std::span<const NamedWords> known, std::string_view name, diagnostics::Language language);

}  // namespace gongwen::service
