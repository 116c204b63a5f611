// Reading the XML of a drawing.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "text/font_context.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

/// Why a text is not a drawing that can be used.
enum class SvgErrorKind : std::uint8_t { IllFormed, TooComplex, ExternalEntity };
struct SvgError {
  using enum SvgErrorKind;
  SvgErrorKind kind = IllFormed;
  std::uint32_t line = 0;
  std::string detail = {};  // the external entity
};

inline constexpr std::size_t kMaxSvgDepth = 64;

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes);

// SvgReader: drawings in SVG (SVG 1.1 second edition, the static parts that documents use) as paths. Text is set in the
// program's own fonts and becomes outlines; nothing outside of the file is read.

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
