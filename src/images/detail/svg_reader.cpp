#include "images/detail/svg_reader.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"

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
  base::Expected<SvgDocument, SvgError> document = parse_svg_document(bytes);
  if (!document) {
    report_svg_error(document.error(), source_);
    return std::nullopt;
  }
  if (document->elements.size() < 2 || document->elements[1].name != "svg") {
    source_.sink->report(messages::ImagesSvgIllFormed, source_.origin, source_.shown, 1);
    return std::nullopt;
  }
  std::optional<Image> image = SvgDrawer(*document, source_).draw({});
  // A drawing without a view box is stretched as if it had one with its size (css-images-3 section 4.1).
  const bool has_box = parse_view_box(document->elements[1].attribute("viewBox")).has_value();
  const bool has_size = image && image->size.width > 0 && image->size.height > 0;
  if (!image || (!has_box && has_size)) return image;
  image->keeps_px = !has_box;
  image->source = std::make_shared<const SvgDocument>(*std::move(document));
  return image;
}

std::optional<Image> SvgReader::read_inline(SvgDocument document) {
  if (document.elements.size() > kMaxSvgElements) {
    report_svg_error({SvgError::TooComplex, 0}, source_);
    return std::nullopt;
  }
  source_.keeps_text = true;
  std::optional<Image> image = SvgDrawer(document, source_).draw({});
  if (!image) return image;
  image->keeps_px = !parse_view_box(document.elements[1].attribute("viewBox"));
  image->source = std::make_shared<const SvgDocument>(std::move(document));
  return image;
}

std::optional<Image> SvgReader::draw_at(const SvgDocument& document, double width, double height) {
  source_.keeps_text = document.is_inline;
  return SvgDrawer(document, source_).draw({width, height});
}

}  // namespace gongwen::images
