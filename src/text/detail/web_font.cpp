#include "text/detail/web_font.h"

#include "base/loaded_library.h"

#include <memory>
#include <type_traits>

#include <ft2build.h>

#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H

namespace gongwen::text {

namespace freetype {
#define GONGWEN_LOADED_LIBRARY GONGWEN_FREETYPE_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "text/freetype_functions.def"
#include "base/loaded_functions.inc"
}  // namespace freetype

namespace {

/// Larger fonts are taken for damaged ones, which may ask for any amount of memory.
constexpr FT_ULong kMaxFont = FT_ULong{256} << 20;
constexpr std::string_view kWoff = "wOFF";
constexpr std::string_view kWoff2 = "wOF2";
constexpr std::string_view kCollection = "ttcf";

bool load_freetype() {
  static const bool loaded = !freetype::find_loaded_functions();
  return loaded;
}

struct CloseLibrary {
  void operator()(FT_Library library) const { freetype::FT_Done_FreeType(library); }
};
struct CloseFace {
  void operator()(FT_Face face) const { freetype::FT_Done_Face(face); }
};
using Library = std::unique_ptr<std::remove_pointer_t<FT_Library>, CloseLibrary>;
using OpenFace = std::unique_ptr<std::remove_pointer_t<FT_Face>, CloseFace>;

Library open_library() {
  FT_Library library = nullptr;
  return Library(freetype::FT_Init_FreeType(&library) == 0 ? library : nullptr);
}

OpenFace open_face(const Library& library, std::string_view file) {
  FT_Face face = nullptr;
  const auto* const bytes = reinterpret_cast<const FT_Byte*>(file.data());
  const FT_Error error = freetype::FT_New_Memory_Face(library.get(), bytes, static_cast<FT_Long>(file.size()), 0, &face);
  return OpenFace(error == 0 ? face : nullptr);
}

}  // namespace

bool is_web_font(std::string_view file) { return file.starts_with(kWoff) || file.starts_with(kWoff2); }

/// FreeType unpacks both formats in memory, and gives the whole file that came of it as the table without a tag.
std::optional<std::string> unpack_web_font(std::string_view file) {
  constexpr std::size_t kFlavor = 4;  // of the signature; the flavor follows it
  if (file.substr(kFlavor, kCollection.size()) == kCollection || !load_freetype()) return std::nullopt;
  const Library library = open_library();
  const OpenFace face = library ? open_face(library, file) : nullptr;
  if (!face) return std::nullopt;
  FT_ULong length = 0;
  if (freetype::FT_Load_Sfnt_Table(face.get(), 0, 0, nullptr, &length) != 0 || length > kMaxFont) return std::nullopt;
  std::string unpacked(length, '\0');
  auto* const target = reinterpret_cast<FT_Byte*>(unpacked.data());
  if (freetype::FT_Load_Sfnt_Table(face.get(), 0, 0, target, &length) != 0) return std::nullopt;
  return unpacked;
}

}  // namespace gongwen::text
