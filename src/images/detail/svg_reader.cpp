#include "images/detail/svg_reader.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"

namespace gongwen::images {

namespace messages = diagnostics::messages;

namespace {

void report_svg_error(const SvgError& error, const SvgSource& source) {
  switch (error.kind) {
    case SvgError::IllFormed:
      source.sink->report(messages::ImagesSvgIllFormed, source.origin, source.shown, error.line);
      break;
    case SvgError::TooComplex: source.sink->report(messages::ImagesSvgTooComplex, source.origin, source.shown); break;
    case SvgError::ExternalEntity:
      source.sink->report(messages::ImagesSvgExternal, source.origin, source.shown, error.detail);
      break;
  }
}

}  // namespace

bool looks_like_svg(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return base::trim_ascii_space(bytes.substr(0, 1000)).starts_with('<');
}

std::optional<Image> SvgReader::read(std::string_view bytes) {
  const base::Expected<SvgDocument, SvgError> document = parse_svg_document(bytes);
  if (!document) {
    report_svg_error(document.error(), source_);
    return std::nullopt;
  }
  if (document->elements.size() < 2 || document->elements[1].name != "svg") {
    source_.sink->report(messages::ImagesSvgIllFormed, source_.origin, source_.shown, 1);
    return std::nullopt;
  }
  return SvgDrawer(*document, source_).draw();
}

}  // namespace gongwen::images
