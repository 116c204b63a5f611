// Texts for people, in both languages. All of them are in the catalogue: messages in catalogue/*.def, all others
// (help, titles, words within messages) in catalogue/texts/*.def, one file per module, as constants `texts::…` of the
// header diagnostics/catalogue/texts/<module>.h. The type of a text depends on the number of its arguments:
//   texts::CliFontsNone.in(language)                          none: a BilingualText
//   texts::CliMissing.in(language, path, count)               two, `{0}` and `{1}`: a TextPattern<2>
//   texts::SchemaListItem.pair(label, number)                 both languages, for arguments of messages
#pragma once

#include "gongwen/message.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gongwen::diagnostics {

using gongwen::Language;

/// The tag of BCP 47: `zh` or `en`.
constexpr std::string_view language_tag(Language language) { return language == Language::Chinese ? "zh" : "en"; }

struct BilingualText {
  std::string_view english;
  std::string_view chinese;
  constexpr std::string_view in(Language language) const { return language == Language::Chinese ? chinese : english; }
};

/// A text in both languages, assembled from others.
struct TextPair : MessageText {
  TextPair() = default;
  TextPair(std::string in_english, std::string in_chinese)
      : MessageText{std::move(in_english), std::move(in_chinese)} {}
  TextPair(const BilingualText& text) : MessageText{std::string(text.english), std::string(text.chinese)} {}

  /// Appends to both languages.
  TextPair& operator+=(const TextPair& more) {
    english += more.english;
    chinese += more.chinese;
    return *this;
  }
};

/// Turns an argument of a message into text: texts stay as they are, whole numbers are written in decimal.
template <typename T>
std::string to_argument(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return std::string(std::string_view(value));
  } else {
    static_assert(std::is_integral_v<T>, "format other arguments before reporting");
    return std::to_string(value);
  }
}

/// Replaces `{0}`, `{1}` … by the arguments, unescaped; `{0:record|records}` becomes the first word if the argument
/// is `1`, otherwise the second; `{{` becomes `{`.
std::string fill_text(std::string_view pattern, std::span<const std::string> arguments);

/// A text with arguments. The number of arguments is checked at compile time.
template <std::size_t kArguments>
struct TextPattern {
  BilingualText pattern;

  template <typename... Arguments>
  std::string in(Language language, const Arguments&... arguments) const {
    static_assert(sizeof...(Arguments) == kArguments, "the text names another number of arguments");
    return fill_text(pattern.in(language), std::array<std::string, kArguments>{to_argument(arguments)...});
  }

  /// The text in both languages. An argument that is a pair is used in its respective language.
  template <typename... Arguments>
  TextPair pair(const Arguments&... arguments) const {
    static_assert(sizeof...(Arguments) == kArguments, "the text names another number of arguments");
    return {fill_text(pattern.english, std::array<std::string, kArguments>{part(arguments, Language::English)...}),
            fill_text(pattern.chinese, std::array<std::string, kArguments>{part(arguments, Language::Chinese)...})};
  }

 private:
  template <typename T>
  static std::string part(const T& argument, Language language) {
    if constexpr (std::is_same_v<T, TextPair> || std::is_same_v<T, BilingualText>) {
      return std::string(argument.in(language));
    } else {
      return to_argument(argument);
    }
  }
};

/// The number of arguments that the pattern names: its highest number plus one. Compilation fails if the two
/// languages name different ones.
consteval std::size_t count_arguments(std::string_view english, std::string_view chinese) {
  const auto named = [](std::string_view pattern) {
    unsigned numbers = 0;
    for (std::size_t at = 0; at + 1 < pattern.size(); ++at) {
      if (pattern[at] != '{') continue;
      const char next = pattern[++at];
      if (next >= '0' && next <= '9') numbers |= 1U << static_cast<unsigned>(next - '0');
    }
    return numbers;
  };
  const unsigned numbers = named(english) | named(chinese);
  if (named(english) != named(chinese)) throw "the languages name different arguments";
  std::size_t count = 0;
  while (count < 10 && (numbers >> count) != 0) ++count;
  return count;
}

template <std::size_t kArguments>
struct TextOf {
  using Type = TextPattern<kArguments>;
};
template <>
struct TextOf<0> {
  using Type = BilingualText;
};

}  // namespace gongwen::diagnostics

#define GONGWEN_DEFINE_TEXT(name, english, chinese) \
  inline constexpr TextOf<count_arguments(english, chinese)>::Type name{BilingualText{english, chinese}};
