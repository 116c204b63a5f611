// Reads the XML of a drawing into a tree; SvgReader turns it into paths.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "text/font_context.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

/// The reason why a text is not a usable drawing.
enum class SvgErrorKind : std::uint8_t { IllFormed, TooComplex, ExternalEntity };
struct SvgError {
  using enum SvgErrorKind;
  SvgErrorKind kind = IllFormed;
  std::uint32_t line = 0;
  std::string detail = {};  // the external entity
};

inline constexpr std::size_t kMaxSvgDepth = 64;

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes);

// SvgReader: reads drawings in SVG (SVG 1.1 second edition, the static parts that documents use) as paths. Text is set
// in the program's own fonts and becomes outlines; nothing outside the file is read.

/// The origin of a drawing, and the means to read it.
struct SvgSource {
  std::string shown;  // the name in messages
  diagnostics::Origin origin;
  text::FontContext* fonts = nullptr;  // null: text is omitted
  diagnostics::DiagnosticSink* sink = nullptr;
  bool keeps_text = false;            // for drawings inside a page; otherwise text becomes outlines
  ImageFiles* files = nullptr;        // for pictures in the drawing; null: only embedded ones can be drawn
  DrawingPainter* painter = nullptr;  // for filters; null: they are left out
  int nesting = 0;                    // of drawings in drawings
};

/// Whether the bytes may be a drawing: XML or `<svg`.
bool looks_like_svg(std::string_view bytes);

class SvgReader {
 public:
  explicit SvgReader(SvgSource source) : source_(std::move(source)) {}

  /// Returns nullopt after reporting an error. Reports: images/svg-ill-formed, -unsupported, -external, -too-complex,
  /// -text. `folder` is that of the file, to which the names of its pictures are relative.
  std::optional<Image> read(std::string_view bytes, std::string_view folder = {});
  /// Reads a drawing inside a page. Its root has no intrinsic size, since the page interprets the attributes for it.
  std::optional<Image> read_inline(SvgDocument document);
  /// Draws the drawing again, in an area of that size.
  std::optional<Image> draw_at(const SvgDocument& document, double width, double height);

 private:
  SvgSource source_;
};

}  // namespace gongwen::images
