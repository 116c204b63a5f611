// WordDictionary: the words of Chinese by ICU's dictionary, read from ICU's data directly.
//
// ICU's own iterator gives the same words, but works out its sets of characters when it meets the first one, which
// takes longer than to lay out a form of one page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::text {

class WordDictionary {
 public:
  /// Null when ICU's data are not on this machine, or in another form. Opened once, shared by threads.
  static const WordDictionary* find();

  /// Whether `find_ends` gives the words of this text. Kana, characters beyond the basic plane, and marks that join the
  /// character before them need ICU itself.
  static bool serves(std::u32string_view text);

  /// Marks the characters with which words of Han characters end; any other character ends one.
  void find_ends(std::u32string_view text, std::vector<bool>& ends) const;

 private:
  explicit WordDictionary(std::span<const std::uint16_t> trie) : trie_(trie) {}

  static const WordDictionary* open();
  void find_ends_in_run(std::u32string_view run, std::size_t begin, std::vector<bool>& ends) const;

  std::span<const std::uint16_t> trie_;
};

}  // namespace gongwen::text
