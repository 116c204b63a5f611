#include "service/detail/named_words.h"

#include <algorithm>

namespace gongwen::service {

std::string words_of_name(std::span<const NamedWords> known, std::string_view name, diagnostics::Language language) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const NamedWords& one) { return one.name == name; });
  return std::string(found == known.end() ? name : found->words.in(language));
}

}  // namespace gongwen::service
