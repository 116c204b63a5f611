#include "images/detail/svg_reader.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"

namespace gongwen::images {

namespace messages = diagnostics::messages;

bool looks_like_svg(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return base::trim_ascii_space(bytes.substr(0, 1000)).starts_with('<');
}

std::optional<Image> SvgReader::read(std::string_view bytes) {
  diagnostics::DiagnosticSink& sink = *source_.sink;
  const SvgParseResult parsed = parse_svg_document(bytes);
  switch (parsed.flaw) {
    case SvgFlaw::None: break;
    case SvgFlaw::IllFormed:
      sink.report(messages::ImagesSvgIllFormed, source_.origin, source_.shown, parsed.line);
      return std::nullopt;
    case SvgFlaw::TooComplex:
      sink.report(messages::ImagesSvgTooComplex, source_.origin, source_.shown);
      return std::nullopt;
    case SvgFlaw::ExternalEntity:
      sink.report(messages::ImagesSvgExternal, source_.origin, source_.shown, parsed.detail);
      return std::nullopt;
  }
  if (parsed.document->elements.size() < 2 || parsed.document->elements[1].name != "svg") {
    sink.report(messages::ImagesSvgIllFormed, source_.origin, source_.shown, 1);
    return std::nullopt;
  }
  return SvgDrawer(*parsed.document, source_).draw();
}

}  // namespace gongwen::images
