#include "programs/show/detail/document_fonts.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"
#include "programs/show/detail/font_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

constexpr int kBoldWeight = 600;
/// Shown for characters that no font has, like the mark of printers.
constexpr char32_t kForMissing = U'\u3013';
constexpr std::string_view kDefaultFamily = "宋体";

/// Parts of names that programs give to fonts, in lower case, and the family that looks like them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kAlike{{{"times", "Times New Roman"},
                                                                                {"minion", "Times New Roman"},
                                                                                {"georgia", "Times New Roman"},
                                                                                {"arial", "Arial"},
                                                                                {"helvetica", "Arial"},
                                                                                {"tahoma", "Arial"},
                                                                                {"courier", "Courier New"},
                                                                                {"kai", "楷体"},
                                                                                {"fang", "仿宋"},
                                                                                {"fzfs", "仿宋"},
                                                                                {"fzxbs", "方正小标宋简体"},
                                                                                {"hei", "黑体"}}};

bool is_blank(char32_t c) { return c <= U' ' || c == U'\u00A0' || c == U'\u3000' || (c >= 0x2000 && c <= 0x200F); }

std::string shown_name(const FontResource* resource) {
  if (resource == nullptr) return std::string(kDefaultFamily);
  return resource->name.empty() ? resource->family : resource->name;
}

bool is_called_bold(const FontResource& resource) {
  return resource.is_bold || base::ascii_lowercase(resource.name).find("bold") != std::string::npos;
}

}  // namespace

/// The library opens files, so the font becomes one that exists only in memory.
DocumentFonts::Embedded DocumentFonts::open(const FontResource& resource) {
  const auto bytes = parts_.bytes(resource.file);
  const auto font = bytes ? usable_font(*bytes, shown_name(&resource)) : std::nullopt;
  auto memory = font ? resources::SharedMemory::create("font", font->bytes.size()) : std::nullopt;
  if (!memory) return {};
  std::copy(font->bytes.begin(), font->bytes.end(), memory->begin());
  const text::FaceId id = library_.file_face(fmt::format("/proc/self/fd/{}", memory->file()));
  memories_.push_back(*std::move(memory));
  return id ? Embedded{id, library_.face(id), font->glyph_count, font->glyph_of_number} : Embedded{};
}

const DocumentFonts::Embedded* DocumentFonts::embedded(const TextFont& font) {
  if (font.resource == nullptr || font.resource->file.empty()) return nullptr;
  const auto known = by_file_.find(font.resource->file);
  if (known != by_file_.end()) return known->second.face == nullptr ? nullptr : &known->second;
  const Embedded& opened = by_file_[font.resource->file] = open(*font.resource);
  if (opened.face != nullptr) return &opened;
  const text::FaceChoice choice = context_.choose(stack(font), U'国');
  const text::FaceId instead = context_.stack(stack(font)).entries[choice.entry].face;
  reporter_.of_object(messages::ShowFontDamaged, font.object, shown_name(font.resource), library_.face_family(instead));
  replaced_.insert(shown_name(font.resource));
  return nullptr;
}

ChosenGlyph DocumentFonts::from_embedded(const TextFont& font, const Embedded& embedded, text::GlyphId glyph) const {
  return {embedded.id,
          embedded.face,
          {},
          glyph,
          font.weight >= kBoldWeight && !is_called_bold(*font.resource),
          font.is_italic && !font.resource->is_italic};
}

std::optional<ChosenGlyph> DocumentFonts::glyph(const TextFont& font, std::uint32_t number) {
  const Embedded* const own = embedded(font);
  if (own == nullptr) return std::nullopt;
  if (const auto known = own->glyph_of_number.find(number); known != own->glyph_of_number.end()) number = known->second;
  if (number == 0 || number >= own->glyph_count) return std::nullopt;
  return from_embedded(font, *own, static_cast<text::GlyphId>(number));
}

text::StackId DocumentFonts::stack(const TextFont& font) {
  text::FontRequest request;
  request.weight = font.weight;
  request.italic = font.is_italic;
  if (font.resource != nullptr) {
    if (!font.resource->name.empty()) request.families.push_back(font.resource->name);
    if (!font.resource->family.empty()) request.families.push_back(font.resource->family);
    const std::string lower = base::ascii_lowercase(font.resource->name + " " + font.resource->family);
    for (const auto& [part, family] : kAlike) {
      if (lower.find(part) != std::string::npos) request.families.emplace_back(family);
    }
    if (is_called_bold(*font.resource)) request.weight = std::max(request.weight, 700);
    request.italic = request.italic || font.resource->is_italic;
  }
  request.families.emplace_back(kDefaultFamily);
  return context_.resolve(request);
}

void DocumentFonts::report_replaced(const TextFont& font, text::FaceId face) {
  // A face of the office's own folders is the one that the file asks for; those of gongwen only look like it.
  if (library_.face_licence(face).empty() || !replaced_.insert(shown_name(font.resource)).second) return;
  reporter_.of_object(messages::ShowFontReplaced, font.object, shown_name(font.resource),
                      fmt::format("{} ({})", library_.face_family(face), library_.face_name(face)));
}

ChosenGlyph DocumentFonts::of_character(const TextFont& font, char32_t character) {
  const Embedded* const own = embedded(font);
  if (own != nullptr) {
    const text::GlyphId glyph = own->face->glyph(character);
    if (glyph != text::kMissingGlyph && glyph < own->glyph_count) return from_embedded(font, *own, glyph);
  }
  const text::StackId id = stack(font);
  text::FaceChoice choice = context_.choose(id, character);
  if (choice.glyph == text::kMissingGlyph && is_blank(character)) choice = context_.choose(id, U' ');
  if (choice.glyph == text::kMissingGlyph) {
    reporter_.of_object(messages::ShowMissingGlyph, font.object,
                        fmt::format("U+{:04X}", static_cast<std::uint32_t>(character)));
    choice = context_.choose(id, kForMissing);
  }
  const text::StackEntry& entry = context_.stack(id).entries[choice.entry];
  if (!is_blank(character)) report_replaced(font, entry.face);
  return {entry.face,   context_.face(entry.face), entry.family,
          choice.glyph, entry.synthetic_bold,      entry.synthetic_oblique};
}

}  // namespace gongwen::show
