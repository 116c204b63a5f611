// SvgReader: drawings in SVG (SVG 1.1 second edition, the static parts that documents use) as paths. Text is set in the
// program's own fonts and becomes outlines; nothing outside of the file is read.
#pragma once

#include "diagnostics/diagnostic.h"
#include "images/image.h"
#include "images/svg_element.h"
#include "text/font_context.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

/// Where a drawing comes from, and what reading it needs.
struct SvgSource {
  std::string shown;  // what messages call it
  diagnostics::Origin origin;
  text::FontContext* fonts = nullptr;  // null: text is left out
  diagnostics::DiagnosticSink* sink = nullptr;
  bool keeps_text = false;  // where a page holds the drawing; otherwise text becomes outlines
};

/// Whether bytes may be a drawing: XML or `<svg`.
bool looks_like_svg(std::string_view bytes);

class SvgReader {
 public:
  explicit SvgReader(SvgSource source) : source_(std::move(source)) {}

  /// Nothing when an error was reported.
  /// Reports: images/svg-ill-formed, -unsupported, -external, -too-complex, -text.
  std::optional<Image> read(std::string_view bytes);
  /// A drawing that a page holds: its root has no intrinsic size; what its attributes say about it is for the page.
  std::optional<Image> read_inline(SvgDocument document);
  /// The drawing once more, in an area of that size.
  std::optional<Image> draw_at(const SvgDocument& document, double width, double height);

 private:
  SvgSource source_;
};

}  // namespace gongwen::images
