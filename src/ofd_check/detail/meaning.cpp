#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_check.h"
#include "ofd_check/detail/checker.h"

#include <algorithm>

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

/// What a file declares of an image, as recognise_image calls it; empty for words that say nothing certain.
std::string_view declared_format(std::string_view stated) {
  const std::string word = base::ascii_lowercase(stated);
  if (word == "jpg") return "JPEG";
  if (word == "tif") return "TIFF";
  if (word == "jpeg2000" || word == "jpx") return "JP2";
  for (const std::string_view known : {"PNG", "JPEG", "BMP", "TIFF", "JP2", "JBIG2", "GIF"}) {
    if (base::equals_ignoring_ascii_case(word, known)) return known;
  }
  return {};
}

}  // namespace

void Checker::check_meaning(const Element& element, const SchemaType& type, const Place& place) {
  if (type.name == "TextObject") check_text(element, place);
  if (type.name == "Font") check_font(element, place);
  if (type.name == "MultiMedia") check_media(element, place);
}

std::string Checker::resource_location(const Part& part, const std::string& file) const {
  const std::string* const base = part.root.attribute("BaseLoc");
  return base == nullptr || file.starts_with('/') ? file : *base + "/" + file;
}

void Checker::check_font(const Element& font, const Place& place) {
  const Element* const file = font.child("FontFile");
  if (file == nullptr) return;
  std::string path;
  const auto bytes = read_entry(place.part, *file, resource_location(place.part, file->text), path);
  if (!bytes) return;
  const FontFacts facts = read_font_facts(*bytes);
  switch (facts.kind) {
    case FontKind::Damaged:
      reporter_.report(messages::OfdCheckDamagedFont, place.part.source, file->offset, path);
      break;
    case FontKind::Cff: reporter_.report(messages::OfdCheckCffFont, place.part.source, file->offset, path); break;
    case FontKind::Glyf: break;
  }
  const std::string* const id = font.attribute("ID");
  if (id != nullptr) document_.fonts[parse_number(*id).value_or(0)] = facts;
}

void Checker::check_text(const Element& text, const Place& place) {
  const std::string* const font = text.attribute("Font");
  const std::uint32_t font_id = font == nullptr ? 0 : parse_number(*font).value_or(0);
  const auto facts = document_.fonts.find(font_id);
  std::size_t glyph_count = 0;
  for (const Element& child : text.children) {
    if (child.name == "CGTransform") {
      const Element* const glyphs = child.child("Glyphs");
      const auto numbers = glyphs == nullptr ? std::nullopt : parse_numbers(glyphs->text);
      if (!numbers) continue;
      glyph_count += numbers->size();
      if (numbers->empty() || facts == document_.fonts.end() || facts->second.glyphs == 0) continue;
      const double most = *std::ranges::max_element(*numbers);
      if (most >= facts->second.glyphs) {
        reporter_.report(messages::OfdCheckGlyphNumber, place.part.source, glyphs->offset,
                         std::to_string(static_cast<std::uint64_t>(std::min(most, 1e15))), font_id,
                         facts->second.glyphs, place.path);
      }
    } else if (child.name == "TextCode") {
      // Readers count characters or glyphs: enough for the fewer of them is enough.
      std::size_t characters = base::count_code_points(child.text);
      if (glyph_count != 0) characters = std::min(characters, glyph_count);
      glyph_count = 0;
      check_advances(child, characters, place);
    }
  }
}

/// Without either of them the characters are on top of each other.
void Checker::check_advances(const Element& code, std::size_t characters, const Place& place) {
  if (characters < 2) return;
  bool is_stated = false;
  for (const std::string_view name : {"DeltaX", "DeltaY"}) {
    const std::string* const deltas = code.attribute(name);
    if (deltas == nullptr) continue;
    is_stated = true;
    const auto count = count_deltas(*deltas);
    if (!count || *count + 1 >= characters) continue;
    reporter_.report(messages::OfdCheckDeltaCount, place.part.source, code.offset, name, *count, characters,
                     place.path);
  }
  if (!is_stated) {
    reporter_.report(messages::OfdCheckDeltaCount, place.part.source, code.offset, "DeltaX", 0, characters, place.path);
  }
}

void Checker::check_media(const Element& media, const Place& place) {
  const Element* const file = media.child("MediaFile");
  if (file == nullptr) return;
  std::string path;
  const auto bytes = read_entry(place.part, *file, resource_location(place.part, file->text), path);
  const std::string* const type = media.attribute("Type");
  if (!bytes || type == nullptr || *type != "Image") return;
  const std::string_view found = recognise_image(*bytes);
  const std::string* const format = media.attribute("Format");
  const std::string_view declared = format == nullptr ? "" : declared_format(*format);
  if (!declared.empty() && declared != found) {
    reporter_.report(messages::OfdCheckImageFormat, place.part.source, file->offset, path, declared,
                     found.empty() ? "?" : found);
  }
  if (archive_ && (found.empty() || found == "GIF" || found == "WEBP")) {
    reporter_.report(messages::OfdCheckArchiveImage, place.part.source, file->offset, path);
  }
}

}  // namespace gongwen::ofd_check
