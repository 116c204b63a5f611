// Wording: the language in which the command speaks.
#pragma once

#include "gongwen/report.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::cli {

struct Wording {
  Language language = Language::English;

  std::string_view operator()(std::string_view english, std::string_view chinese) const {
    return language == Language::Chinese ? chinese : english;
  }
};

/// `1 record`, `2 records`: for English.
std::string counted(std::size_t count, std::string_view noun);

/// How many warnings were not told, because they are confirmed, as a line; empty when there are none.
std::string confirmed_text(std::size_t count, const Wording& wording);

/// `zh` or `en`, also with a region: `zh_CN.UTF-8`. Nothing for others.
std::optional<Language> find_language(std::string_view name);

/// The language of the user's locale: the first of LC_ALL, LC_MESSAGES and LANG that is set.
Language language_of_locale();

}  // namespace gongwen::cli
