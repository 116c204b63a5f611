// The words of a site's pages in both languages; what is particular to a periodical comes from its bundle.
#pragma once

#include "base/json.h"
#include "gongwen/message.h"

#include <string_view>

namespace gongwen::publish {

/// The language of the program's words for documents with this tag, such as zh-CN.
Language language_of_tag(std::string_view tag);
/// The one that pages have besides it.
Language other_language(Language language);

/// An object with the words, as `words` of the templates in `pages/`. Texts with arguments keep `{0}` and `{1}`.
base::Json site_words(Language language);

}  // namespace gongwen::publish
