// FontContext: the fonts of one render: it chooses the face for each character, and caches data about its glyphs. Not
// shared between threads.
#pragma once

#include "base/geometry.h"
#include "base/stop_check.h"
#include "text/detail/font_memory.h"

#include <memory>
#include <string_view>
#include <vector>

namespace gongwen::text {

using StackId = base::StrongId<struct StackTag>;

/// Height above and below the baseline, and the gap that `line-height: normal` adds; in px.
struct LineMetrics {
  base::LayoutUnit ascent;
  base::LayoutUnit descent;
  base::LayoutUnit line_gap;
};

class FontContext {
 public:
  /// `definitions` are the @font-face rules of the document.
  FontContext(const FontLibrary& library, const std::vector<FontFaceDefinition>& definitions);
  ~FontContext();
  FontContext(const FontContext&) = delete;
  FontContext& operator=(const FontContext&) = delete;

  StackId resolve(const FontRequest& request);
  const FontStack& stack(StackId id) const { return memory_->stacks[id.index()].stack; }
  const FontRequest& request(StackId id) const { return memory_->stacks[id.index()].request; }
  const FontLibrary& library() const { return library_; }
  /// Whether a @font-face rule of the document defines this family, even if it finds no face.
  bool is_defined(std::string_view family) const;

  /// The first face of the stack that has the character.
  FaceChoice choose(StackId stack, char32_t code_point);
  /// The first Chinese face of the list that has the character; if there is none, the result of choose().
  FaceChoice choose_han(StackId stack, char32_t code_point);
  const Face* face(FaceId id);
  /// The faces whose files were found missing or broken, in the order of their first use.
  const std::vector<FaceId>& missing_faces() const { return missing_faces_; }
  SimpleGlyph simple_glyph(FaceId face, char32_t code_point);
  /// The glyph of a character that is upright in a vertical line.
  UprightGlyph upright_glyph(FaceId face, char32_t code_point, std::string_view language);
  MarkForms mark_forms(FaceId face, GlyphId glyph, char32_t code_point);

  LineMetrics line_metrics(StackId stack, base::FontSize size);

  /// Shaping checks it at each run; null if the render cannot be stopped. It must outlive its use here.
  void set_stop_check(const base::StopCheck* check) { stop_check_ = check; }
  const base::StopCheck* stop_check() const { return stop_check_; }

 private:
  FontMemory::FaceEntry& known_face(FaceId id);
  FaceChoice find_choice(const FontStack& stack, char32_t code_point);
  FaceChoice find_han_choice(StackId id, char32_t code_point);

  const FontLibrary& library_;
  std::unique_ptr<FontMemory> memory_;
  std::vector<FaceId> missing_faces_;
  const base::StopCheck* stop_check_ = nullptr;
};

}  // namespace gongwen::text
