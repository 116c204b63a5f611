#include "text/face.h"

#include "base/loaded_library.h"
#include "text/detail/glyph_program.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <ft2build.h>

// Web fonts: WOFF (W3C, 1.0) and WOFF2 (W3C, 2.0) are unpacked by FreeType to the OpenType files that they contain.
// Everything else about a face comes from HarfBuzz. FreeType is loaded only for such files.
namespace gongwen::text {

/// Whether a file has the signature of WOFF or WOFF2.
bool is_web_font(std::string_view file);

/// The OpenType file inside; nullopt if it is damaged, a collection, or FreeType is missing.
std::optional<std::string> unpack_web_font(std::string_view file);

}  // namespace gongwen::text

#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_SYSTEM_H
#include FT_TRUETYPE_TABLES_H

namespace gongwen::text {

namespace {

/// The functions of FreeType that are called here, found when the library is loaded.
struct FreeType {
  decltype(&::FT_New_Library) init = nullptr;
  decltype(&::FT_Add_Default_Modules) add_modules = nullptr;
  decltype(&::FT_Done_Library) done = nullptr;
  decltype(&::FT_New_Memory_Face) open_face = nullptr;
  decltype(&::FT_Done_Face) close_face = nullptr;
  decltype(&::FT_Load_Sfnt_Table) load_table = nullptr;
};

/// Null if the library cannot be loaded.
const FreeType* load_freetype() {
  static const std::optional<FreeType> loaded = []() -> std::optional<FreeType> {
    base::LoadedLibrary library(GONGWEN_FREETYPE_LIBRARY);
    // A missing function makes the library unusable as a whole: `error()` is set by any of these calls.
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

/// Larger fonts count as damaged: their headers may ask for any amount of memory.
constexpr FT_ULong kMaxFont = FT_ULong{128} << 20;
/// FreeType holds the tables of WOFF2 twice for a while.
constexpr std::size_t kMaxMemory = std::size_t{2} * kMaxFont + (std::size_t{16} << 20);
constexpr std::string_view kWoff = "wOFF";
constexpr std::string_view kWoff2 = "wOF2";
constexpr std::string_view kCollection = "ttcf";

/// An allocator for FreeType with a limit on the total: a small file may claim to unpack to any size.
class LimitedMemory {
 public:
  LimitedMemory() : record_{this, allocate, release, reallocate} {}
  LimitedMemory(const LimitedMemory&) = delete;
  LimitedMemory& operator=(const LimitedMemory&) = delete;

  FT_Memory record() { return &record_; }

 private:
  /// The size of each block is stored before it, aligned as any object may need.
  static constexpr std::size_t kHead = alignof(std::max_align_t);
  static_assert(kHead >= sizeof(std::size_t));

  static void* allocate(FT_Memory memory, long size) { return reallocate(memory, 0, size, nullptr); }

  static void release(FT_Memory memory, void* block) {
    auto* const start = static_cast<std::byte*>(block) - kHead;
    static_cast<LimitedMemory*>(memory->user)->used_ -= size_at(start);
    std::free(start);
  }

  /// Also allocates and, by FreeType's convention, gets the old size, which is not trusted.
  static void* reallocate(FT_Memory memory, long /*was*/, long size, void* block) {
    std::size_t& used = static_cast<LimitedMemory*>(memory->user)->used_;
    std::byte* const old = block == nullptr ? nullptr : static_cast<std::byte*>(block) - kHead;
    const std::size_t before = old == nullptr ? 0 : size_at(old);
    if (size < 0 || static_cast<std::size_t>(size) > kMaxMemory - (used - before)) return nullptr;
    const auto wanted = static_cast<std::size_t>(size);
    auto* const start = static_cast<std::byte*>(std::realloc(old, wanted + kHead));
    // On failure the old block stays valid and counted, as `realloc` promises.
    if (start == nullptr) return nullptr;
    std::memcpy(start, &wanted, sizeof wanted);
    // Unsigned arithmetic wraps, so shrinking a block subtracts.
    used += wanted - before;
    return start + kHead;
  }

  /// Copied instead of read through a pointer, which would break the aliasing rules.
  static std::size_t size_at(const std::byte* start) {
    std::size_t size = 0;
    std::memcpy(&size, start, sizeof size);
    return size;
  }

  FT_MemoryRec_ record_;
  std::size_t used_ = 0;
};

/// A face in memory with the library instance that opened it; both are closed together.
class OpenedFace {
 public:
  /// Without success `face()` is null, and the destructor closes what was opened.
  OpenedFace(const FreeType& freetype, std::string_view file) : freetype_(freetype) {
    // FT_Init_FreeType would use the allocator of the system.
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

/// The size of the unpacked font that the header announces (`totalSfntSize`, at the same place in both formats).
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

/// FreeType unpacks both formats when it opens the face, and returns the whole resulting file as the table without a
/// tag.
std::optional<std::string> unpack_web_font(std::string_view file) {
  constexpr std::size_t kFlavor = 4;  // of the signature; the flavor follows it
  const FreeType* const freetype = load_freetype();
  if (file.substr(kFlavor, kCollection.size()) == kCollection || freetype == nullptr) return std::nullopt;
  // Checked before unpacking; the limited memory catches headers that announce too little.
  if (announced_size(file) > kMaxFont) return std::nullopt;
  // Opening unpacks the font; only its bytes are of interest here.
  const OpenedFace opened(*freetype, file);
  FT_ULong length = 0;
  if (opened.face() == nullptr) return std::nullopt;
  // Without a target the call returns the length.
  if (freetype->load_table(opened.face(), 0, 0, nullptr, &length) != 0 || length > kMaxFont) return std::nullopt;
  std::string unpacked(length, '\0');
  auto* const target = reinterpret_cast<FT_Byte*>(unpacked.data());
  if (freetype->load_table(opened.face(), 0, 0, target, &length) != 0) return std::nullopt;
  return unpacked;
}

// Callbacks that collect an outline as a path.
namespace {

using base::Path;
using base::PathPoint;

PathPoint point(float x, float y) { return {static_cast<double>(x), static_cast<double>(y)}; }
Path& path_of(void* data) { return *static_cast<Path*>(data); }

void move_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
  path_of(data).move_to(point(x, y));
}
void line_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
  path_of(data).line_to(point(x, y));
}
void cubic_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x1, float y1, float x2, float y2, float x, float y,
              void*) {
  path_of(data).cubic_to(point(x1, y1), point(x2, y2), point(x, y));
}
void close_path(hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) { path_of(data).close(); }

/// HarfBuzz turns quadratic curves into cubic ones, since no callback for them is set.
hb_draw_funcs_t* draw_functions() {
  static hb_draw_funcs_t* const functions = [] {
    hb_draw_funcs_t* const made = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(made, move_to, nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(made, line_to, nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(made, cubic_to, nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(made, close_path, nullptr, nullptr);
    hb_draw_funcs_make_immutable(made);
    return made;
  }();
  return functions;
}

}  // namespace

/// The function has another name in versions before 7.
Path glyph_outline(const Face& face, GlyphId glyph) {
  Path path;
#if HB_VERSION_ATLEAST(7, 0, 0)
  hb_font_draw_glyph(face.handle().font, glyph, draw_functions(), &path);
#else
  hb_font_get_glyph_shape(face.handle().font, glyph, draw_functions(), &path);
#endif
  return path;
}

/// Extents may be negative in height: y goes up, the box is measured from its top.
std::optional<GlyphBox> glyph_box(const Face& face, GlyphId glyph) {
  hb_glyph_extents_t extents{};
  if (hb_font_get_glyph_extents(face.handle().font, glyph, &extents) == 0) return std::nullopt;
  // Blanks have no ink.
  if (extents.width == 0 || extents.height == 0) return std::nullopt;
  const double left = extents.x_bearing;
  const double top = extents.y_bearing;
  return GlyphBox{left, top + extents.height, left + extents.width, top};
}

namespace {

/// One buffer per thread: making one takes longer than shaping a word.
hb_buffer_t* thread_buffer() {
  struct Owner {
    hb_buffer_t* buffer = hb_buffer_create();
    ~Owner() { hb_buffer_destroy(buffer); }
  };
  thread_local const Owner owner;
  hb_buffer_clear_contents(owner.buffer);
  return owner.buffer;
}

/// A metric of the face, or a usual value if it has none.
std::int32_t metric(hb_font_t* font, hb_ot_metrics_tag_t tag, std::int32_t otherwise) {
  hb_position_t value = 0;
  return hb_ot_metrics_get_position(font, tag, &value) ? value : otherwise;
}

/// The OpenType feature for marks of this width; never called with `Full`, which means that no such feature is used.
hb_tag_t feature_of(MarkWidths widths) {
  switch (widths) {
    case MarkWidths::Contextual: return HB_TAG('c', 'h', 'w', 's');
    case MarkWidths::Proportional: return HB_TAG('p', 'a', 'l', 't');
    case MarkWidths::Full:
    case MarkWidths::Half: break;
  }
  return HB_TAG('h', 'a', 'l', 't');
}

/// The script of the first character that has one; signs and digits have none.
hb_script_t script_of_text(std::u32string_view text) {
  hb_unicode_funcs_t* const unicode = hb_unicode_funcs_get_default();
  for (const char32_t c : text) {
    const hb_script_t script = hb_unicode_script(unicode, c);
    if (script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED && script != HB_SCRIPT_UNKNOWN) return script;
  }
  // Shaping needs some script, also for signs and digits alone.
  return HB_SCRIPT_LATIN;
}

/// Callers that know the script save looking at each character.
hb_script_t script_of(Script script, std::u32string_view text) {
  switch (script) {
    case Script::Latin: return HB_SCRIPT_LATIN;
    case Script::Han: return HB_SCRIPT_HAN;
    case Script::OfText: break;
  }
  return script_of_text(text);
}

/// By the tables that the face has.
OutlineFormat outline_format(hb_face_t* face) {
  const auto has = [face](hb_tag_t tag) {
    return !FaceTable(face, tag).bytes().empty();
  };
  if (has(HB_TAG('g', 'l', 'y', 'f'))) return OutlineFormat::TrueType;
  if (has(HB_TAG('C', 'F', 'F', ' '))) return OutlineFormat::Cff;
  return has(HB_TAG('C', 'F', 'F', '2')) ? OutlineFormat::Cff2 : OutlineFormat::None;
}

/// For a face without vertical metrics: em boxes follow each other downwards. HarfBuzz would use ascent and descent and
/// centre the ink of each glyph.
void put_into_em(ShapedGlyph& glyph, const FaceMetrics& metrics) {
  if (glyph.advance == 0) return;  // a mark on the glyph before it
  glyph.y_offset = -metrics.em_box_ascent();
  glyph.advance = metrics.units_per_em;
}

/// Whether all tables are within the file (OpenType, "Organization of an OpenType font"). A file that was cut off would
/// show blanks for characters beyond its end. Files of other structure are left to the library.
bool has_all_tables(std::string_view bytes, unsigned index) {
  constexpr std::size_t kDirectory = 12;
  constexpr std::size_t kRecord = 16;
  std::size_t start = 0;
  // A collection has a list of directories, one for each face.
  if (bytes.starts_with("ttcf")) {
    const std::size_t at = kDirectory + std::size_t{4} * index;
    if (bytes.size() < at + 4) return false;
    start = std::size_t{number_at(bytes, at)} << 16U | number_at(bytes, at + 2);
  }
  if (bytes.size() < start + kDirectory) return false;
  const std::size_t count = number_at(bytes, start + 4);
  if (bytes.size() < start + kDirectory + count * kRecord) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t record = start + kDirectory + i * kRecord;
    const std::size_t offset = std::size_t{number_at(bytes, record + 8)} << 16U | number_at(bytes, record + 10);
    const std::size_t length = std::size_t{number_at(bytes, record + 12)} << 16U | number_at(bytes, record + 14);
    // Signatures are not used, and tools forget to remove them.
    if (bytes.substr(record, 4) != "DSIG" && offset + length > bytes.size()) return false;
  }
  return true;
}

}  // namespace

Face::Face(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) { read_metrics(); }
Face::~Face() = default;

/// The face points into the mapped file, so the handle owns both.
std::shared_ptr<const Face> Face::open(const std::string& path, unsigned index) {
  std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file || !load_harfbuzz()) return nullptr;
  auto handle = std::make_unique<Handle>(*std::move(file));
  std::string_view bytes(reinterpret_cast<const char*>(handle->file.bytes().data()), handle->file.bytes().size());
  if (is_web_font(bytes)) {
    if (index > 0) return nullptr;  // collections are not unpacked
    std::optional<std::string> unpacked = unpack_web_font(bytes);
    if (!unpacked) return nullptr;
    bytes = handle->unpacked = *std::move(unpacked);
  }
  if (!has_all_tables(bytes, index)) return nullptr;
  // The blob does not copy: the bytes belong to the handle.
  hb_blob_t* const blob =
      hb_blob_create(bytes.data(), static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_READONLY, nullptr, nullptr);
  const bool has_face = index < hb_face_count(blob);
  handle->face = hb_face_create(blob, index);
  hb_blob_destroy(blob);
  // Immutable objects of HarfBuzz may be used by several threads.
  hb_face_make_immutable(handle->face);
  handle->font = hb_font_create(handle->face);
  hb_font_make_immutable(handle->font);
  handle->has_vertical_metrics = !FaceTable(handle->face, HB_TAG('v', 'm', 't', 'x')).bytes().empty();
  // HarfBuzz makes an empty face for an index that the file does not have.
  if (!has_face || hb_face_get_glyph_count(handle->face) == 0) return nullptr;
  return std::shared_ptr<const Face>(new Face(std::move(handle)));
}

/// Reads everything that layout asks for once; faces do not change.
void Face::read_metrics() {
  hb_font_t* const font = handle_->font;
  metrics_.units_per_em = static_cast<std::int32_t>(hb_face_get_upem(handle_->face));
  const std::int32_t em = metrics_.units_per_em;
  hb_font_extents_t extents{};
  if (hb_font_get_h_extents(font, &extents) != 0) {
    metrics_.ascent = extents.ascender;
    // Distances below the baseline are positive here, regardless of the face's sign.
    metrics_.descent = std::abs(extents.descender);
    // Some faces have a negative gap, which would let lines overlap.
    metrics_.line_gap = std::max(0, extents.line_gap);
  }
  // Values for faces without the metric are usual proportions of the em; clients need some value to draw underlines.
  metrics_.cap_height = metric(font, HB_OT_METRICS_TAG_CAP_HEIGHT, em * 7 / 10);
  metrics_.x_height = metric(font, HB_OT_METRICS_TAG_X_HEIGHT, em / 2);
  metrics_.underline_position = metric(font, HB_OT_METRICS_TAG_UNDERLINE_OFFSET, -em / 10);
  // A thickness of 0 would make underlines invisible.
  metrics_.underline_thickness = std::max(1, metric(font, HB_OT_METRICS_TAG_UNDERLINE_SIZE, em / 20));
  metrics_.strikeout_position = metric(font, HB_OT_METRICS_TAG_STRIKEOUT_OFFSET, em * 3 / 10);
  const FaceTable head(handle_->face, HB_TAG('h', 'e', 'a', 'd'));
  // OpenType `head`: xMin, yMin, xMax, yMax are at 36.
  for (std::size_t i = 0; head.bytes().size() >= 44 && i < 4; ++i) {
    metrics_.bounds[i] = static_cast<std::int16_t>(number_at(head.bytes(), 36 + 2 * i));
  }
  outlines_ = outline_format(handle_->face);
}

/// The licence bits of OS/2 (`fsType`). Without the table everything is allowed.
Embedding Face::embedding() const {
  constexpr unsigned kUsage = 0x000F;  // only one of them may be set: no embedding, print and preview, editable
  constexpr unsigned kNoEmbedding = 0x0002;
  constexpr unsigned kNoSubset = 0x0100;
  constexpr unsigned kBitmapsOnly = 0x0200;
  const FaceTable table(handle_->face, HB_TAG('O', 'S', '/', '2'));
  if (table.bytes().size() < 10) return Embedding::Allowed;
  const unsigned bits = number_at(table.bytes(), 8);
  // A bitmap-only licence does not permit outlines, and a document embeds nothing else.
  if ((bits & kUsage) == kNoEmbedding || (bits & kBitmapsOnly) != 0) return Embedding::Forbidden;
  return (bits & kNoSubset) != 0 ? Embedding::WholeOnly : Embedding::Allowed;
}

/// Glyph numbers beyond 16 bits cannot be embedded and count as missing.
GlyphId Face::glyph(char32_t code_point) const {
  hb_codepoint_t glyph = 0;
  if (hb_font_get_nominal_glyph(handle_->font, code_point, &glyph) == 0 || glyph > 0xFFFF) return kMissingGlyph;
  return static_cast<GlyphId>(glyph);
}

/// A form by variation selector, for example a variant of a Han character (cmap format 14); nullopt if the face has
/// none.
std::optional<GlyphId> Face::variant_glyph(char32_t code_point, char32_t selector) const {
  hb_codepoint_t glyph = 0;
  const bool has = hb_font_get_variation_glyph(handle_->font, code_point, selector, &glyph) != 0 && glyph <= 0xFFFF;
  return has ? std::optional(static_cast<GlyphId>(glyph)) : std::nullopt;
}

std::int32_t Face::advance(GlyphId glyph) const { return hb_font_get_glyph_h_advance(handle_->font, glyph); }

/// Looks through all substitutions of the feature `hwid`.
std::optional<GlyphId> Face::half_width_twin(GlyphId glyph) const {
  constexpr hb_tag_t kHalfWidths = HB_TAG('h', 'w', 'i', 'd');
  const std::array<hb_tag_t, 2> features{kHalfWidths, HB_TAG_NONE};
  hb_set_t* const lookups = hb_set_create();
  hb_ot_layout_collect_lookups(handle_->face, HB_OT_TAG_GSUB, nullptr, nullptr, features.data(), lookups);
  std::optional<GlyphId> twin;
  hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
  while (!twin && hb_set_next(lookups, &lookup) != 0) {
    hb_codepoint_t substitute = 0;
    unsigned count = 1;
    hb_ot_layout_lookup_get_glyph_alternates(handle_->face, lookup, glyph, 0, &count, &substitute);
    // `hwid` replaces a glyph by one other, so the first alternate is the only one.
    if (count == 1) twin = static_cast<GlyphId>(substitute);
  }
  hb_set_destroy(lookups);
  return twin;
}

/// White to the left and right of the ink, in font units; negative where ink sticks out of the advance.
GlyphBlanks Face::blanks(GlyphId glyph) const {
  hb_glyph_extents_t extents{};
  if (hb_font_get_glyph_extents(handle_->font, glyph, &extents) == 0) return {};
  return {extents.x_bearing, advance(glyph) - extents.x_bearing - extents.width};
}

/// Shapes one run with the features asked for. Clusters are single characters, so that every unit of a line knows its
/// text.
void Face::shape(std::u32string_view text, const ShapeOptions& options, std::vector<ShapedGlyph>& out) const {
  hb_buffer_t* const buffer = thread_buffer();
  hb_buffer_add_codepoints(buffer, reinterpret_cast<const hb_codepoint_t*>(text.data()), static_cast<int>(text.size()),
                           0, static_cast<int>(text.size()));
  const bool is_rtl = options.direction == ShapingDirection::RightToLeft;
  // Upright glyphs run downwards; those of text from right to left in the reverse order, as horizontal ones do.
  const hb_direction_t upright = is_rtl ? HB_DIRECTION_BTT : HB_DIRECTION_TTB;
  hb_buffer_set_direction(buffer, options.is_upright ? upright : is_rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
  hb_buffer_set_script(buffer, script_of(options.script, text));
  hb_buffer_set_language(buffer,
                         hb_language_from_string(options.language.data(), static_cast<int>(options.language.size())));
  // Monotone: clusters ascend in the order of the text, so a unit is a stretch of both glyphs and characters.
  hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
  constexpr unsigned kEnd = HB_FEATURE_GLOBAL_END;
  // Room for two ligature features, kerning and the width of marks.
  std::array<hb_feature_t, 4> features{};
  unsigned feature_count = 0;
  // With letter-spacing, letters must stay separable (css-text-3 §8.2).
  if (options.ligatures == Ligatures::No) {
    features[feature_count++] = {HB_TAG('l', 'i', 'g', 'a'), 0, 0, kEnd};
    features[feature_count++] = {HB_TAG('c', 'l', 'i', 'g'), 0, 0, kEnd};
  }
  if (options.kerning == Kerning::No) features[feature_count++] = {HB_TAG('k', 'e', 'r', 'n'), 0, 0, kEnd};
  if (options.marks != MarkWidths::Full) features[feature_count++] = {feature_of(options.marks), 1, 0, kEnd};
  // Nearly all text has no features of its style: the array on the stack suffices.
  if (options.features.empty()) {
    hb_shape(handle_->font, buffer, features.data(), feature_count);
  } else {
    std::vector<hb_feature_t> all(features.begin(), features.begin() + feature_count);
    for (const base::FontFeature& feature : options.features) all.push_back({feature.tag, feature.value, 0, kEnd});
    hb_shape(handle_->font, buffer, all.data(), static_cast<unsigned>(all.size()));
  }
  unsigned count = 0;
  const hb_glyph_info_t* const infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* const positions = hb_buffer_get_glyph_positions(buffer, &count);
  out.clear();
  for (unsigned i = 0; i < count; ++i) {
    ShapedGlyph glyph{static_cast<GlyphId>(infos[i].codepoint), positions[i].x_advance, positions[i].x_offset,
                      positions[i].y_offset, infos[i].cluster};
    // HarfBuzz counts upwards, so advances downwards are negative.
    if (options.is_upright) glyph.advance = -positions[i].y_advance;
    if (options.is_upright && !handle_->has_vertical_metrics) put_into_em(glyph, metrics_);
    out.push_back(glyph);
  }
}

/// Names in all languages, so that style sheets may use any of them.
std::vector<std::string> Face::names() const {
  std::vector<std::string> names;
  unsigned count = 0;
  const hb_ot_name_entry_t* const entries = hb_ot_name_list_names(handle_->face, &count);
  for (unsigned i = 0; i < count; ++i) {
    const hb_ot_name_id_t id = entries[i].name_id;
    if (id != HB_OT_NAME_ID_FONT_FAMILY && id != HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY && id != HB_OT_NAME_ID_FULL_NAME &&
        id != HB_OT_NAME_ID_POSTSCRIPT_NAME) {
      continue;
    }
    // Longer names are cut; the size in `size` counts what was written.
    std::array<char, 256> text{};
    unsigned size = text.size();
    hb_ot_name_get_utf8(handle_->face, id, entries[i].language, &size, text.data());
    std::string name(text.data(), std::min<std::size_t>(size, text.size() - 1));
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

int Face::weight() const { return static_cast<int>(hb_style_get_value(handle_->font, HB_STYLE_TAG_WEIGHT)); }
int Face::stretch() const { return static_cast<int>(hb_style_get_value(handle_->font, HB_STYLE_TAG_WIDTH)); }

/// By the lookups of the substitution table.
bool Face::has_feature(std::uint32_t tag) const {
  const std::array<hb_tag_t, 2> features{tag, HB_TAG_NONE};
  hb_set_t* const lookups = hb_set_create();
  hb_ot_layout_collect_lookups(handle_->face, HB_OT_TAG_GSUB, nullptr, nullptr, features.data(), lookups);
  hb_codepoint_t first = HB_SET_VALUE_INVALID;
  // A feature without lookups would change nothing and counts as missing.
  const bool found = hb_set_next(lookups, &first) != 0;
  hb_set_destroy(lookups);
  return found;
}

bool Face::is_italic() const { return hb_style_get_value(handle_->font, HB_STYLE_TAG_ITALIC) > 0; }

}  // namespace gongwen::text
