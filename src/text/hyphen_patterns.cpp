#include "base/loaded_library.h"
#include "base/utf8.h"
#include "text/words.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <hyphen.h>

namespace gongwen::text {
namespace {

/// The functions of the library that are called here.
struct Library {
  decltype(&::hnj_hyphen_load) load = nullptr;
  decltype(&::hnj_hyphen_hyphenate2) hyphenate = nullptr;
  bool is_there = false;
};

const Library& library() {
  static const Library loaded = [] {
    Library found;
    base::LoadedLibrary file(GONGWEN_HYPHEN_LIBRARY);
    file.find("hnj_hyphen_load", found.load);
    file.find("hnj_hyphen_hyphenate2", found.hyphenate);
    found.is_there = !file.error();
    return found;
  }();
  return loaded;
}

class Dictionary final : public HyphenPatterns {
 public:
  explicit Dictionary(HyphenDict& patterns) : patterns_(patterns) {}

  std::vector<std::size_t> points(std::u32string_view word) const override {
    const std::string bytes = encode(word);
    // The library wants room for five more (its header).
    std::string levels(bytes.size() + 5, '\0');
    char** replacements = nullptr;
    int* positions = nullptr;
    int* cuts = nullptr;
    const int failed = library().hyphenate(&patterns_, bytes.data(), static_cast<int>(bytes.size()), levels.data(),
                                           nullptr, &replacements, &positions, &cuts);
    std::vector<std::size_t> points;
    for (std::size_t i = 0; failed == 0 && i + 1 < word.size(); ++i) {
      // Odd levels are points; those that change the spelling are left out, since text stays as it is.
      const bool changes = replacements != nullptr && replacements[i] != nullptr;
      if ((levels[i] & 1) != 0 && !changes) points.push_back(i + 1);
    }
    for (std::size_t i = 0; replacements != nullptr && i < bytes.size(); ++i) std::free(replacements[i]);
    std::free(replacements);
    std::free(positions);
    std::free(cuts);
    return points;
  }

 private:
  /// Patterns are in UTF-8 or in ISO 8859-1; a character that is not in the latter matches nothing.
  std::string encode(std::u32string_view word) const {
    if (patterns_.utf8 != 0) return base::to_utf8(word);
    std::string bytes;
    for (const char32_t c : word) bytes.push_back(c < 0x100 ? static_cast<char>(c) : '?');
    return bytes;
  }

  HyphenDict& patterns_;  // lives as long as the program
};

const HyphenPatterns* open(const std::string& tag) {
  if (!library().is_there) return nullptr;
  const std::string path = GONGWEN_HYPHEN_FOLDER "/hyph_" + tag + ".dic";
  HyphenDict* const patterns = library().load(path.c_str());
  if (patterns == nullptr) return nullptr;
  const std::string_view encoding = patterns->cset;
  if (patterns->utf8 == 0 && encoding != "ISO8859-1") return nullptr;
  return new Dictionary(*patterns);  // kept until the program ends, as the library is
}

/// `en_GB` from `en-gb`: the names of the files have the language in lowercase and the region in uppercase letters.
/// Empty for what is not a language tag, so that no tag leads to another folder.
std::string file_tag(std::string_view language, bool with_region) {
  std::string tag;
  std::size_t part = 0;
  for (const char c : language) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (c == '-') {
      if (++part == 1 && !with_region) break;
      tag.push_back('_');
      continue;
    }
    if (!letter && !digit) return {};
    const char small = letter ? static_cast<char>(c | 0x20) : c;
    tag.push_back(part > 0 && letter ? static_cast<char>(small & ~0x20) : small);
  }
  return tag;
}

}  // namespace

const HyphenPatterns* HyphenPatterns::find(std::string_view language) {
  static std::mutex mutex;
  // Never destroyed, like what it points to: both last as long as the program.
  static auto& known = *new std::map<std::string, const HyphenPatterns*, std::less<>>;
  const std::lock_guard lock(mutex);
  const auto found = known.find(language);
  if (found != known.end()) return found->second;
  const HyphenPatterns* patterns = nullptr;
  for (const bool with_region : {true, false}) {
    const std::string tag = file_tag(language, with_region);
    if (patterns == nullptr && !tag.empty()) patterns = open(tag);
  }
  return known.emplace(language, patterns).first->second;
}

}  // namespace gongwen::text
