// Converts computed styles into looks of paragraphs and characters, in the units of word processors.
#pragma once

#include "flow/build_document.h"
#include "flow/document.h"
#include "style/computed_style.h"
#include "text/font_stack.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::flow {

/// Composites a colour over white paper; `kTransparent` if nothing of it is seen.
css::Color over_white(css::Color color);

BorderLine border_line(base::LayoutUnit width, style::BorderStyle border_style, css::Color color,
                       base::LayoutUnit space = {});

/// Properties that characters take over from the inline boxes around them, although they are not inherited.
struct InlineContext {
  bool underline = false;
  bool strike = false;
  Underline kind = Underline::Single;
  Script script = Script::Normal;
  base::FontSize script_size;  // of the text around sub- and superscripts
  std::int16_t raised = 0;     // half points
  css::Color shading = css::kTransparent;
  std::optional<css::Color> color = std::nullopt;  // instead of that of a change, which programs mark themselves
  friend bool operator==(const InlineContext&, const InlineContext&) = default;
};
/// The context inside an inline box in `around`, whose parent has the font size `parent_size`.
InlineContext inside(const style::ComputedStyle& box, const InlineContext& around, base::FontSize parent_size);

/// Looks of characters, each stored once.
class RunLooks {
 public:
  RunLooks(Document& document, std::span<const text::FontFaceDefinition> faces, OfficeFonts fonts)
      : document_(document), faces_(faces), fonts_(fonts) {}

  LookId look_of(const style::ComputedStyle& style, const InlineContext& context = {});
  LookId add(RunLook look);
  const RunLook& look(LookId id) const { return document_.run_looks[id]; }
  /// From now on, text is set at this percentage of its size (-gw-fit). Returns the former percentage.
  int shrink_to(int percent) { return std::exchange(shrunk_to_, percent); }

 private:
  struct FontPair {
    std::string latin, han;
  };
  const FontPair& fonts_of(const std::vector<std::string>& families);

  Document& document_;
  std::span<const text::FontFaceDefinition> faces_;
  OfficeFonts fonts_;
  int shrunk_to_ = 100;
  std::unordered_map<std::size_t, std::vector<LookId>> by_hash_;
  std::map<std::vector<std::string>, FontPair> font_pairs_;
  std::map<std::vector<std::string>, FontPair>::const_iterator last_pair_ = font_pairs_.end();
};

/// The look of a paragraph by its own style: alignment, line height, indent of the first line, breaks. Indents and gaps
/// are left to the caller, who knows the boxes around it. `percent`: the percentage of its size at which the text is
/// set (-gw-fit).
ParagraphLook paragraph_look(const style::ComputedStyle& style, int percent = 100);

}  // namespace gongwen::flow
