// FontMemory: a cache for faces and stacks that one render passes to the next, since the documents of a batch use the
// same characters in the same faces. It never changes a result: a new one produces the same document.
#pragma once

#include "text/font_stack.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::text {

/// The face for a character. `entry` is its index in the stack; `glyph` is 0 if no face has the character.
struct FaceChoice {
  std::uint16_t entry = 0;
  GlyphId glyph = kMissingGlyph;
  std::int16_t advance = 0;  // in font units, without neighbours
};

/// A glyph without neighbours: its number and advance in font units.
struct SimpleGlyph {
  GlyphId glyph = kMissingGlyph;
  std::int16_t advance = 0;
};

/// A glyph of a vertical line, without neighbours: its advance goes downwards, its offsets count from the middle of the
/// em box's upper side; in font units.
struct UprightGlyph {
  GlyphId glyph = kMissingGlyph;
  std::int32_t advance = 0;
  std::int32_t x_offset = 0;
  std::int32_t y_offset = 0;
};

/// A full-width mark: its half-width form, if the face has one, and the blanks beside its ink: those that the face's
/// features cut off (see squeeze.h), otherwise those that the outline leaves.
struct MarkForms {
  std::optional<GlyphId> half_width;
  GlyphBlanks blanks;
};

/// One value for each character, in pages of 64 that are created on first use: Chinese text uses a few characters from
/// many pages.
template <typename Value>
class CharacterTable {
 public:
  /// The slot of a character up to U+10FFFF; a new value if it was never filled.
  Value& operator[](char32_t code_point) {
    const std::size_t page = code_point / kPageSize;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (pages_[page] == nullptr) {
      pages_[page] = std::make_unique<Page>();
      bytes_ += sizeof(Page);
    }
    return (*pages_[page])[code_point % kPageSize];
  }
  std::size_t bytes() const { return bytes_ + pages_.capacity() * sizeof pages_.front(); }

 private:
  static constexpr std::size_t kPageSize = 64;  // Chinese text takes a few characters of many pages
  using Page = std::array<Value, kPageSize>;
  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t bytes_ = 0;
};

/// FontContext fills it on demand. The definitions are the key, since faces of style sheets differ by document.
struct FontMemory {
  // A special advance marks unknown slots, which saves a flag in a table of thousands.
  struct GlyphSlot {
    static constexpr std::int16_t kUnknown = std::numeric_limits<std::int16_t>::min();
    SimpleGlyph glyph{kMissingGlyph, kUnknown};
    bool is_known() const { return glyph.advance != kUnknown; }
  };
  /// The entry of the stack that has the character, and its glyph there.
  struct EntrySlot {
    static constexpr std::uint16_t kUnknown = 0xFFFF;
    static constexpr std::uint16_t kNone = 0xFFFE;
    FaceChoice choice{kUnknown, kMissingGlyph};
  };
  // Offsets and advance may have any value here, so a flag is needed.
  struct UprightSlot {
    UprightGlyph glyph;
    bool is_known = false;
  };
  struct LanguageHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view language) const { return std::hash<std::string_view>()(language); }
  };
  using UprightGlyphs = std::unordered_map<std::string, CharacterTable<UprightSlot>, LanguageHash, std::equal_to<>>;
  struct FaceEntry {
    bool opened = false;
    const Face* face = nullptr;
    CharacterTable<GlyphSlot> glyphs{};
    std::unordered_map<GlyphId, MarkForms> marks{};
    UprightGlyphs upright_glyphs{};  // by language
  };
  struct StackEntry {
    FontRequest request;
    FontStack stack;
    CharacterTable<EntrySlot> choices{};
    std::unordered_map<char32_t, FaceChoice> han_choices{};
  };
  std::vector<FontFaceDefinition> definitions;
  std::vector<StackEntry> stacks;
  std::vector<FaceEntry> faces;
};

/// The memories that no render is using. Shared by threads.
class FontMemoryPool {
 public:
  /// Returns a memory left by a render with the same @font-face rules, or a new one.
  std::unique_ptr<FontMemory> borrow(const std::vector<FontFaceDefinition>& definitions);
  /// Keeps a memory for the next borrower, unless it has grown too large.
  void give_back(std::unique_ptr<FontMemory> memory);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<FontMemory>> free_;  // the most recently returned one last
};

}  // namespace gongwen::text
