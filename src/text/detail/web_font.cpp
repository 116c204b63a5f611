#include "text/detail/web_font.h"

#include "base/loaded_library.h"

#include <ft2build.h>

#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_SYSTEM_H
#include FT_TRUETYPE_TABLES_H

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace gongwen::text {

namespace {

/// The functions of FreeType that are called here.
struct FreeType {
  decltype(&::FT_New_Library) init = nullptr;
  decltype(&::FT_Add_Default_Modules) add_modules = nullptr;
  decltype(&::FT_Done_Library) done = nullptr;
  decltype(&::FT_New_Memory_Face) open_face = nullptr;
  decltype(&::FT_Done_Face) close_face = nullptr;
  decltype(&::FT_Load_Sfnt_Table) load_table = nullptr;
};

/// Null when the library cannot be used.
const FreeType* load_freetype() {
  static const std::optional<FreeType> loaded = []() -> std::optional<FreeType> {
    base::LoadedLibrary library(GONGWEN_FREETYPE_LIBRARY);
    FreeType functions;
    library.find("FT_New_Library", functions.init);
    library.find("FT_Add_Default_Modules", functions.add_modules);
    library.find("FT_Done_Library", functions.done);
    library.find("FT_New_Memory_Face", functions.open_face);
    library.find("FT_Done_Face", functions.close_face);
    library.find("FT_Load_Sfnt_Table", functions.load_table);
    return library.error() ? std::nullopt : std::optional(functions);
  }();
  return loaded ? &*loaded : nullptr;
}

/// Larger fonts are taken for damaged ones, which may ask for any amount of memory.
constexpr FT_ULong kMaxFont = FT_ULong{128} << 20;
/// FreeType has the tables of WOFF2 in memory twice for a while.
constexpr std::size_t kMaxMemory = std::size_t{2} * kMaxFont + (std::size_t{16} << 20);
constexpr std::string_view kWoff = "wOFF";
constexpr std::string_view kWoff2 = "wOF2";
constexpr std::string_view kCollection = "ttcf";

/// What FreeType allocates, limited in all: a small file may claim to become any size.
class LimitedMemory {
 public:
  LimitedMemory() : record_{this, allocate, release, reallocate} {}
  LimitedMemory(const LimitedMemory&) = delete;
  LimitedMemory& operator=(const LimitedMemory&) = delete;

  FT_Memory record() { return &record_; }

 private:
  /// Before each block is its size.
  static constexpr std::size_t kHead = alignof(std::max_align_t);
  static_assert(kHead >= sizeof(std::size_t));

  static void* allocate(FT_Memory memory, long size) { return reallocate(memory, 0, size, nullptr); }

  static void release(FT_Memory memory, void* block) {
    auto* const start = static_cast<std::byte*>(block) - kHead;
    static_cast<LimitedMemory*>(memory->user)->used_ -= size_at(start);
    std::free(start);
  }

  static void* reallocate(FT_Memory memory, long /*was*/, long size, void* block) {
    std::size_t& used = static_cast<LimitedMemory*>(memory->user)->used_;
    std::byte* const old = block == nullptr ? nullptr : static_cast<std::byte*>(block) - kHead;
    const std::size_t before = old == nullptr ? 0 : size_at(old);
    if (size < 0 || static_cast<std::size_t>(size) > kMaxMemory - (used - before)) return nullptr;
    const auto wanted = static_cast<std::size_t>(size);
    auto* const start = static_cast<std::byte*>(std::realloc(old, wanted + kHead));
    if (start == nullptr) return nullptr;
    std::memcpy(start, &wanted, sizeof wanted);
    used += wanted - before;
    return start + kHead;
  }

  static std::size_t size_at(const std::byte* start) {
    std::size_t size = 0;
    std::memcpy(&size, start, sizeof size);
    return size;
  }

  FT_MemoryRec_ record_;
  std::size_t used_ = 0;
};

/// A face in memory, with the library that has opened it.
class OpenedFace {
 public:
  OpenedFace(const FreeType& freetype, std::string_view file) : freetype_(freetype) {
    if (freetype_.init(memory_.record(), &library_) != 0) return;
    freetype_.add_modules(library_);
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
  LimitedMemory memory_;
  FT_Library library_ = nullptr;
  FT_Face face_ = nullptr;
};

/// How large the header says that the font will be (`totalSfntSize`, at the same place in both formats).
FT_ULong announced_size(std::string_view file) {
  constexpr std::size_t kPlace = 16;
  constexpr std::size_t kBytes = 4;
  FT_ULong size = 0;
  for (const char byte : file.substr(std::min(kPlace, file.size()), kBytes)) {
    size = size << 8 | static_cast<unsigned char>(byte);
  }
  return size;
}

}  // namespace

bool is_web_font(std::string_view file) { return file.starts_with(kWoff) || file.starts_with(kWoff2); }

/// FreeType unpacks both formats in memory, and gives the whole file that came of it as the table without a tag.
std::optional<std::string> unpack_web_font(std::string_view file) {
  constexpr std::size_t kFlavor = 4;  // of the signature; the flavor follows it
  const FreeType* const freetype = load_freetype();
  if (file.substr(kFlavor, kCollection.size()) == kCollection || freetype == nullptr) return std::nullopt;
  if (announced_size(file) > kMaxFont) return std::nullopt;
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
