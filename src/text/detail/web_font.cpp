#include "text/detail/web_font.h"

#include "base/loaded_library.h"

#include <ft2build.h>

#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H

namespace gongwen::text {

namespace {

/// The functions of FreeType that are called here.
struct FreeType {
  decltype(&::FT_Init_FreeType) init = nullptr;
  decltype(&::FT_Done_FreeType) done = nullptr;
  decltype(&::FT_New_Memory_Face) open_face = nullptr;
  decltype(&::FT_Done_Face) close_face = nullptr;
  decltype(&::FT_Load_Sfnt_Table) load_table = nullptr;
};

/// Null when the library cannot be used.
const FreeType* load_freetype() {
  static const std::optional<FreeType> loaded = []() -> std::optional<FreeType> {
    base::LoadedLibrary library(GONGWEN_FREETYPE_LIBRARY);
    FreeType functions;
    library.find("FT_Init_FreeType", functions.init);
    library.find("FT_Done_FreeType", functions.done);
    library.find("FT_New_Memory_Face", functions.open_face);
    library.find("FT_Done_Face", functions.close_face);
    library.find("FT_Load_Sfnt_Table", functions.load_table);
    return library.error() ? std::nullopt : std::optional(functions);
  }();
  return loaded ? &*loaded : nullptr;
}

/// Larger fonts are taken for damaged ones, which may ask for any amount of memory.
constexpr FT_ULong kMaxFont = FT_ULong{256} << 20;
constexpr std::string_view kWoff = "wOFF";
constexpr std::string_view kWoff2 = "wOF2";
constexpr std::string_view kCollection = "ttcf";

/// A face in memory, with the library that has opened it.
class OpenedFace {
 public:
  OpenedFace(const FreeType& freetype, std::string_view file) : freetype_(freetype) {
    if (freetype_.init(&library_) != 0) return;
    const auto* const bytes = reinterpret_cast<const FT_Byte*>(file.data());
    if (freetype_.open_face(library_, bytes, static_cast<FT_Long>(file.size()), 0, &face_) != 0) face_ = nullptr;
  }
  OpenedFace(const OpenedFace&) = delete;
  OpenedFace& operator=(const OpenedFace&) = delete;
  ~OpenedFace() {
    if (face_ != nullptr) freetype_.close_face(face_);
    if (library_ != nullptr) freetype_.done(library_);
  }

  FT_Face face() const { return face_; }

 private:
  const FreeType& freetype_;
  FT_Library library_ = nullptr;
  FT_Face face_ = nullptr;
};

}  // namespace

bool is_web_font(std::string_view file) { return file.starts_with(kWoff) || file.starts_with(kWoff2); }

/// FreeType unpacks both formats in memory, and gives the whole file that came of it as the table without a tag.
std::optional<std::string> unpack_web_font(std::string_view file) {
  constexpr std::size_t kFlavor = 4;  // of the signature; the flavor follows it
  const FreeType* const freetype = load_freetype();
  if (file.substr(kFlavor, kCollection.size()) == kCollection || freetype == nullptr) return std::nullopt;
  const OpenedFace opened(*freetype, file);
  FT_ULong length = 0;
  if (opened.face() == nullptr) return std::nullopt;
  if (freetype->load_table(opened.face(), 0, 0, nullptr, &length) != 0 || length > kMaxFont) return std::nullopt;
  std::string unpacked(length, '\0');
  auto* const target = reinterpret_cast<FT_Byte*>(unpacked.data());
  if (freetype->load_table(opened.face(), 0, 0, target, &length) != 0) return std::nullopt;
  return unpacked;
}

}  // namespace gongwen::text
