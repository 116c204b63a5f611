// GB/T 42133-2022, as far as an archive checker's rules show it.
#include "base/ascii.h"
#include "diagnostics/catalogue/ofd_check.h"
#include "ofd_check/detail/checker.h"

#include <algorithm>

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxBlocks = 3;

bool is_true(const std::string* value) { return value != nullptr && (*value == "true" || *value == "1"); }

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether a matrix only makes text wider or narrower.
bool scales_horizontally(const std::string* matrix) {
  const auto numbers = matrix == nullptr ? std::nullopt : parse_numbers(*matrix);
  return numbers && numbers->size() == 6 && (*numbers)[0] != 1 && (*numbers)[1] == 0 && (*numbers)[2] == 0 &&
         (*numbers)[3] == 1;
}

bool is_text_file(std::string_view path) {
  const std::string name = base::ascii_lowercase(base::trim_ascii_space(path));
  return name.ends_with(".xml") || name.ends_with(".txt");
}

}  // namespace

void Checker::check_archive(const Element& element, const SchemaType& type, const Place& place) {
  const auto source = place.part.source;
  const std::string_view name = type.name;
  if (is_one_of(name, {"Permissions", "VPreferences", "Extensions"})) {
    reporter_.report(messages::OfdCheckArchiveElement, source, element.offset, name);
  }
  if (is_one_of(name, {"URI", "GotoA", "Sound", "Movie"})) {
    reporter_.report(messages::OfdCheckArchiveAction, source, element.offset, name, place.path);
  }
  if (name == "PageBlock" && (place.block_depth > kMaxBlocks || place.in_annotation)) {
    reporter_.report(messages::OfdCheckArchiveBlocks, source, element.offset, place.path);
  }
  if (name == "Annot") {
    for (const std::string_view wanted : {"ReadOnly", "NoZoom", "NoRotate"}) {
      if (is_true(element.attribute(wanted))) continue;
      reporter_.report(messages::OfdCheckArchiveAnnotation, source, element.offset, wanted, place.path);
    }
  }
  if (name == "ImageObject" && is_true(element.attribute("Interpolate"))) {
    reporter_.report(messages::OfdCheckArchiveInterpolate, source, element.offset, place.path);
  }
  if ((name == "Clips" || name == "Clip") && element.children.empty()) {
    reporter_.report(messages::OfdCheckArchiveClip, source, element.offset, place.path);
  }
  if (name == "TextObject" && scales_horizontally(element.attribute("CTM"))) {
    reporter_.report(messages::OfdCheckArchiveScaling, source, element.offset, place.path);
  }
  check_archive_file(element, type, place);
}

void Checker::check_archive_file(const Element& element, const SchemaType& type, const Place& place) {
  const auto source = place.part.source;
  const std::string_view name = type.name;
  if (name == "OFD") {
    const std::string* const declared = element.attribute("DocType");
    if (declared == nullptr || *declared != "OFD-A") {
      reporter_.report(messages::OfdCheckArchiveDocType, source, element.offset, declared == nullptr ? "" : *declared);
    }
    const auto bodies = std::ranges::count(element.children, "DocBody", &Element::name);
    if (bodies != 1) reporter_.report(messages::OfdCheckArchiveOneDocument, source, element.offset, bodies);
  }
  if (name == "Font" && element.child("FontFile") == nullptr) {
    const std::string* const font = element.attribute("FontName");
    reporter_.report(messages::OfdCheckArchiveFont, source, element.offset, font == nullptr ? "" : *font, place.path);
  }
  if (name == "MultiMedia") {
    const std::string* const kind = element.attribute("Type");
    if (kind != nullptr && (*kind == "Audio" || *kind == "Video")) {
      reporter_.report(messages::OfdCheckArchiveMedia, source, element.offset, place.path);
    }
  }
  if ((in_public_resources_ && is_one_of(name, {"MultiMedias", "CompositeGraphicUnits"})) ||
      (in_document_resources_ && is_one_of(name, {"Fonts", "ColorSpaces"}))) {
    reporter_.report(messages::OfdCheckArchivePlace, source, element.offset, name);
  }
  if (name == "Attachment") {
    const Element* const file = element.child("FileLoc");
    if (file != nullptr && !is_text_file(file->text)) {
      reporter_.report(messages::OfdCheckArchiveAttachment, source, file->offset, file->text);
    }
  }
}

}  // namespace gongwen::ofd_check
