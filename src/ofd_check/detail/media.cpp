#include "ofd_check/part_contents.h"

#include <array>
#include <cstddef>
#include <utility>

namespace gongwen::ofd_check {
namespace {

using namespace std::string_view_literals;

/// Big-endian; 0 beyond the end.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t length) {
  if (at + length > bytes.size()) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

FontFacts read_sfnt(std::string_view bytes, std::size_t start) {
  FontFacts facts;
  bool glyf = false;
  bool cff = false;
  const std::uint32_t tables = number_at(bytes, start + 4, 2);
  for (std::uint32_t i = 0; i < tables; ++i) {
    const std::size_t entry = start + 12 + std::size_t{i} * 16;
    if (entry + 16 > bytes.size()) return {};
    const std::string_view tag = bytes.substr(entry, 4);
    const std::size_t offset = number_at(bytes, entry + 8, 4);
    const std::size_t length = number_at(bytes, entry + 12, 4);
    if (offset + length > bytes.size()) return {};
    glyf |= tag == "glyf";
    cff |= tag == "CFF " || tag == "CFF2";
    if (tag == "maxp" && length >= 6) facts.glyphs = number_at(bytes, offset + 4, 2);
  }
  if (facts.glyphs == 0 || (!glyf && !cff)) return {};
  facts.kind = glyf ? FontKind::Glyf : FontKind::Cff;
  return facts;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSignatures = {{
    {"\x89PNG\r\n\x1A\n"sv, "PNG"},
    {"\xFF\xD8\xFF"sv, "JPEG"},
    {"BM"sv, "BMP"},
    {"II*\0"sv, "TIFF"},
    {"MM\0*"sv, "TIFF"},
    {"\0\0\0\x0CjP  "sv, "JP2"},
    {"\xFF\x4F\xFF\x51"sv, "JP2"},
    {"\x97JB2\r\n\x1A\n"sv, "JBIG2"},
    {"GIF8"sv, "GIF"},
    {"RIFF"sv, "WEBP"},
}};

}  // namespace

FontFacts read_font_facts(std::string_view bytes) {
  const std::string_view tag = bytes.substr(0, 4);
  if (tag == "ttcf") return read_sfnt(bytes, number_at(bytes, 12, 4));
  if (tag == "\0\1\0\0"sv || tag == "true" || tag == "OTTO") return read_sfnt(bytes, 0);
  // CFF without tables: version 1.0, size of the header, size of offsets 1 to 4.
  const std::uint32_t offset_size = number_at(bytes, 3, 1);
  if (bytes.size() > 16 && bytes.starts_with("\1\0"sv) && offset_size >= 1 && offset_size <= 4)
    return {FontKind::Cff, 0};
  return {};
}

std::string_view recognise_image(std::string_view bytes) {
  for (const auto& [signature, name] : kSignatures) {
    if (bytes.starts_with(signature)) return name;
  }
  return {};
}

}  // namespace gongwen::ofd_check
