// The words of a site's pages in both languages; words that are specific to a periodical come from its bundle.
#pragma once

#include "base/json.h"
#include "gongwen/message.h"

#include <string_view>

namespace gongwen::publish {

/// Returns the language of the program's words for documents with this tag, such as zh-CN.
Language language_of_tag(std::string_view tag);
/// Returns the other language that pages have.
Language other_language(Language language);

/// Returns an object with the words, as `words` of the templates in `pages/`. Texts with arguments keep `{0}` and
/// `{1}`.
base::Json site_words(Language language);

}  // namespace gongwen::publish
