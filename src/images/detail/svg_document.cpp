#include "images/detail/svg_document.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"

#include <limits>
#include <memory>

#define XML_DTD  // the limits on entities are declared with it alone
#include <expat.h>

namespace gongwen::images {
namespace {

/// Expat 2.8 has another function for it.
std::uint32_t line_of(XML_Parser parser) {
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 8
  return static_cast<std::uint32_t>(XML_GetCurrentLineNumber64(parser));
#else
  return static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser));
#endif
}

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class DocumentBuilder {
 public:
  explicit DocumentBuilder(XML_Parser parser) : parser_(parser) { document_.elements.emplace_back(); }

  SvgDocument take() && { return std::move(document_); }
  /// What stopped the reading: nothing when the text itself did.
  std::optional<SvgErrorKind> error() const { return error_; }
  const std::string& detail() const { return detail_; }

  void start(const char* name, const char** attributes) {
    if (document_.elements.size() >= kMaxSvgElements || open_.size() >= kMaxSvgDepth) return stop(SvgError::TooComplex);
    SvgElement element;
    element.name = without_prefix(name);
    element.line = line_of(parser_);
    for (; *attributes != nullptr; attributes += 2) {
      // A later one of the same name without prefix, such as href beside xlink:href, wins (SVG 2 §16.1.2).
      element.attributes.insert_or_assign(std::string(without_prefix(attributes[0])), attributes[1]);
    }
    const std::size_t index = document_.elements.size();
    const auto id = element.attributes.find("id");
    if (id != element.attributes.end()) document_.by_id.emplace(id->second, index);
    document_.elements.push_back(std::move(element));
    if (!open_.empty()) document_.elements[open_.back()].children.push_back({index, {}});
    open_.push_back(index);
  }

  void end() { open_.pop_back(); }

  void text(std::string_view text) {
    if (open_.empty()) return;
    std::vector<SvgElement::Child>& children = document_.elements[open_.back()].children;
    if (children.empty() || children.back().element != 0) children.emplace_back();
    children.back().text += text;
  }

  void external(const char* name) {
    detail_ = name == nullptr ? "" : name;
    stop(SvgError::ExternalEntity);
  }

 private:
  void stop(SvgErrorKind error) {
    error_ = error;
    XML_StopParser(parser_, XML_FALSE);
  }

  XML_Parser parser_;
  SvgDocument document_;
  std::vector<std::size_t> open_;
  std::optional<SvgErrorKind> error_;
  std::string detail_;
};

DocumentBuilder& builder(void* data) { return *static_cast<DocumentBuilder*>(data); }

void on_start(void* data, const char* name, const char** attributes) { builder(data).start(name, attributes); }
void on_end(void* data, const char*) { builder(data).end(); }
void on_text(void* data, const char* text, int length) { builder(data).text({text, static_cast<std::size_t>(length)}); }
void on_entity(void* data, const char* name, int, const char* value, int, const char*, const char* system, const char*,
               const char*) {
  if (value == nullptr) builder(data).external(system == nullptr ? name : system);
}

}  // namespace

std::string_view SvgElement::attribute(std::string_view key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), &XML_ParserFree);
  // Entities that grow the text more than twentyfold are an attack.
  XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser.get(), 20);
  XML_SetBillionLaughsAttackProtectionActivationThreshold(parser.get(), 1 << 20);
  DocumentBuilder document(parser.get());
  XML_SetUserData(parser.get(), &document);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetEntityDeclHandler(parser.get(), on_entity);
  const bool fits = bytes.size() < static_cast<std::size_t>(std::numeric_limits<int>::max());
  const XML_Status status =
      fits ? XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE) : XML_STATUS_ERROR;
  if (status == XML_STATUS_OK) return std::move(document).take();
  const bool grows = XML_GetErrorCode(parser.get()) == XML_ERROR_AMPLIFICATION_LIMIT_BREACH;
  return base::Failure{SvgError{grows ? SvgError::TooComplex : document.error().value_or(SvgError::IllFormed),
                                line_of(parser.get()), document.detail()}};
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
