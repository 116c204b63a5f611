#include "images/detail/svg_document.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"
#include "package/xml_events.h"

#include <optional>
#include <utility>

namespace gongwen::images {
namespace {

class DocumentBuilder final : public package::XmlHandler {
 public:
  DocumentBuilder() { document_.elements.emplace_back(); }

  SvgDocument take() && { return std::move(document_); }
  /// The line at which the limit of elements was exceeded.
  std::optional<std::uint32_t> full_at() const { return full_at_; }
  bool wants_more() const override { return !full_at_; }

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    if (document_.elements.size() >= kMaxSvgElements) {
      full_at_ = line();
      return;
    }
    SvgElement element;
    element.name = package::local_name(name);
    element.line = line();
    for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      // Of attributes that differ only in their prefix, such as href and xlink:href, the later one wins (SVG 2
      // §16.1.2).
      element.attributes.insert_or_assign(std::string(package::local_name(pair[0])), pair[1]);
    }
    const std::size_t index = document_.elements.size();
    const auto id = element.attributes.find("id");
    if (id != element.attributes.end()) document_.by_id.emplace(id->second, index);
    document_.elements.push_back(std::move(element));
    if (!open_.empty()) document_.elements[open_.back()].children.push_back({index, {}});
    open_.push_back(index);
  }

  void end(std::string_view /*name*/) override {
    if (!open_.empty()) open_.pop_back();
  }

  void text(std::string_view text) override {
    if (open_.empty()) return;
    std::vector<SvgElement::Child>& children = document_.elements[open_.back()].children;
    if (children.empty() || children.back().element != 0) children.emplace_back();
    children.back().text += text;
  }

 private:
  SvgDocument document_;
  std::vector<std::size_t> open_;
  std::optional<std::uint32_t> full_at_;
};

SvgErrorKind svg_error(package::XmlError error) {
  switch (error) {
    case package::XmlError::TooDeep:
    case package::XmlError::EntitiesTooLarge: return SvgError::TooComplex;
    case package::XmlError::ExternalEntity: return SvgError::ExternalEntity;
    case package::XmlError::Malformed:
    case package::XmlError::DocumentType: break;
  }
  return SvgError::IllFormed;
}

}  // namespace

std::string_view SvgElement::attribute(std::string_view key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes) {
  DocumentBuilder builder;
  package::XmlOptions options{kMaxSvgDepth};
  options.document_types = package::XmlDocumentTypes::Bounded;
  auto fault = package::read_xml(bytes, options, builder);
  if (const auto line = builder.full_at()) return base::Failure{SvgError{SvgError::TooComplex, *line, {}}};
  if (fault) return base::Failure{SvgError{svg_error(fault->error), fault->line, std::move(fault->entity)}};
  return std::move(builder).take();
}

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

std::optional<Image> SvgReader::read(std::string_view bytes, std::string_view folder) {
  base::Expected<SvgDocument, SvgError> document = parse_svg_document(bytes);
  if (!document) {
    report_svg_error(document.error(), source_);
    return std::nullopt;
  }
  if (document->elements.size() < 2 || document->elements[1].name != "svg") {
    source_.sink->report(messages::ImagesSvgIllFormed, source_.origin, source_.shown, 1);
    return std::nullopt;
  }
  document->folder = folder;
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
