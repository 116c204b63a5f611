// FontContext: the fonts of one render: which face serves which character, and what is known of its glyphs. Not shared
// between threads; it changes no position, it only remembers.
#pragma once

#include "base/font_size.h"
#include "text/font_stack.h"

#include <array>
#include <memory>
#include <vector>

namespace gongwen::text {

using StackId = base::StrongId<struct StackTag>;

/// The face for a character. `entry` is its place in the stack; nothing has the character when `glyph` is 0.
struct FaceChoice {
  std::uint16_t entry = 0;
  GlyphId glyph = kMissingGlyph;
};

/// A glyph without neighbours: its number and advance in font units.
struct SimpleGlyph {
  GlyphId glyph = kMissingGlyph;
  std::int16_t advance = 0;
};

/// Height above and below the baseline, and the gap that `line-height: normal` adds; in px.
struct LineMetrics {
  base::LayoutUnit ascent;
  base::LayoutUnit descent;
  base::LayoutUnit line_gap;
};

class FontContext {
 public:
  FontContext(const FontLibrary& library, std::vector<FontFaceDefinition> definitions)
      : library_(library), definitions_(std::move(definitions)) {}

  StackId resolve(const FontRequest& request);
  const FontStack& stack(StackId id) const { return stacks_[id.index()].stack; }
  const FontRequest& request(StackId id) const { return stacks_[id.index()].request; }
  const FontLibrary& library() const { return library_; }

  /// The first face of the stack that has the character.
  FaceChoice choose(StackId stack, char32_t code_point);
  /// The first face of the list that is one for Chinese and has the character; without one, as choose().
  FaceChoice choose_han(StackId stack, char32_t code_point);
  const Face* face(FaceId id);
  /// The faces that were looked into and whose files are missing or broken, in this order.
  const std::vector<FaceId>& missing_faces() const { return missing_faces_; }
  SimpleGlyph simple_glyph(FaceId face, char32_t code_point);
  /// A full-width mark: its half-width form, if the face has one, and the blanks beside its ink: those that the face
  /// gives up by its features (see mark_cuts.h), else those that the outline leaves.
  struct MarkForms {
    std::optional<GlyphId> half_width;
    GlyphBlanks blanks;
  };
  MarkForms mark_forms(FaceId face, GlyphId glyph, char32_t code_point);

  LineMetrics line_metrics(StackId stack, base::FontSize size);

 private:
  static constexpr std::size_t kPageSize = 256;
  struct CachedGlyph {
    bool known = false;
    SimpleGlyph glyph;
  };
  using GlyphPage = std::array<CachedGlyph, kPageSize>;
  struct FaceCache {
    bool opened = false;
    const Face* face = nullptr;
    std::vector<std::unique_ptr<GlyphPage>> pages;
    std::unordered_map<GlyphId, MarkForms> marks;
  };
  struct CachedChoice {
    bool known = false;
    FaceChoice choice;
  };
  using ChoicePage = std::array<CachedChoice, kPageSize>;
  struct CachedStack {
    FontRequest request;
    FontStack stack;
    std::vector<std::unique_ptr<ChoicePage>> pages;
    std::unordered_map<char32_t, FaceChoice> han_choices{};
  };

  FaceCache& cache(FaceId id);
  FaceChoice find_choice(const FontStack& stack, char32_t code_point);
  FaceChoice find_han_choice(StackId id, char32_t code_point);

  const FontLibrary& library_;
  std::vector<FontFaceDefinition> definitions_;
  std::vector<CachedStack> stacks_;
  std::vector<FaceCache> faces_;
  std::vector<FaceId> missing_faces_;
};

}  // namespace gongwen::text
