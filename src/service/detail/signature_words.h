// The signatures of a returned form as the office reads them.
#pragma once

#include "diagnostics/text.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// All of a form in one word, for lists: what is worst of them. `state` is for style sheets: `valid`, `unknown`,
/// `changed`, `invalid`.
struct SignatureMark {
  std::string_view state;
  std::string words;
};

/// Of the JSON that a submission has; nothing where there are none.
std::optional<SignatureMark> signature_mark(std::string_view signatures, diagnostics::Language language);

/// A sentence for each: who, when, whether it fits, and which values were changed afterwards. `label_of` gives the words
/// for a pointer.
std::vector<std::string> signature_sentences(std::string_view signatures, diagnostics::Language language,
                                             const std::function<std::string(std::string_view)>& label_of);

}  // namespace gongwen::service
