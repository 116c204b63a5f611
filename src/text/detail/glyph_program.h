// One glyph of a TrueType face (OpenType `glyf`), as bytes: its parts, and the part of it that a document needs.
#pragma once

#include "base/path.h"
#include "resources/file_descriptor.h"
#include "text/face.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hb-ot.h>
#include <hb.h>

namespace gongwen::text {

/// The component glyphs of a composite glyph; none for simple ones.
std::vector<GlyphId> glyph_components(std::string_view glyph);

/// Appends a glyph without hints; `new_number(GlyphId)` returns the new numbers of a composite's components. A broken
/// glyph becomes an empty one.
template <typename NewNumber>
void append_glyph(std::string& out, std::string_view glyph, const NewNumber& new_number);

/// The parts of a simple glyph: the header with the ends of contours, and the flags with coordinates. Both are empty
/// for a broken glyph.
struct SimpleGlyphParts {
  std::string_view head;
  std::string_view outline;
};
SimpleGlyphParts simple_glyph_parts(std::string_view glyph);

/// The offsets of component numbers in a composite glyph, and its length without hints; 0 for a broken one.
struct CompositeGlyphParts {
  std::vector<std::size_t> numbers;  // of components: offsets of two bytes
  std::vector<std::size_t> flags;
  std::size_t length = 0;
};
CompositeGlyphParts composite_glyph_parts(std::string_view glyph);

// Converts outlines with cubic curves to simple glyphs, for readers that only know those: those of OFD
// (glyph_program.cpp).

/// In font units, y up. Curves are approximated by parabolas, to within a thousandth of an em, and all coordinates are
/// rounded. Empty for an empty path, and for one with coordinates or a number of points beyond what a glyph can have.
std::string quadratic_glyph(const base::Path& path, std::int32_t units_per_em);

/// Size of a simple glyph; 0 for an empty one.
struct GlyphCounts {
  unsigned points = 0;
  unsigned contours = 0;
};
GlyphCounts count_points(std::string_view glyph);

/// Big-endian numbers, as in OpenType.
inline unsigned number_at(std::string_view bytes, std::size_t offset) {
  return (unsigned{static_cast<unsigned char>(bytes[offset])} << 8) | static_cast<unsigned char>(bytes[offset + 1]);
}
inline void put_number(std::string& bytes, std::size_t offset, unsigned value) {
  bytes[offset] = static_cast<char>(value >> 8);
  bytes[offset + 1] = static_cast<char>(value);
}

inline void append_number(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value));
}
inline void append_signed(std::string& out, std::int32_t value) {
  append_number(out, static_cast<unsigned>(value) & 0xFFFF);
}
inline void append_word(std::string& out, std::uint32_t value) {
  append_number(out, value >> 16);
  append_number(out, value & 0xFFFF);
}

constexpr std::size_t kGlyphHeader = 10;
constexpr unsigned kHasInstructions = 0x0100;  // flag of a component

inline bool is_composite(std::string_view glyph) {
  return glyph.size() >= kGlyphHeader && (number_at(glyph, 0) & 0x8000) != 0;
}

template <typename NewNumber>
void append_glyph(std::string& out, std::string_view glyph, const NewNumber& new_number) {
  const std::size_t begin = out.size();
  if (!is_composite(glyph)) {
    const SimpleGlyphParts parts = simple_glyph_parts(glyph);
    out += parts.head;
    if (!parts.head.empty()) out.append(2, '\0');  // no instructions
    out += parts.outline;
    return;
  }
  const CompositeGlyphParts parts = composite_glyph_parts(glyph);
  out += glyph.substr(0, parts.length);
  for (std::size_t i = 0; parts.length > 0 && i < parts.numbers.size(); ++i) {
    const auto component = static_cast<GlyphId>(number_at(glyph, parts.numbers[i]));
    put_number(out, begin + parts.numbers[i], new_number(component));
    put_number(out, begin + parts.flags[i], number_at(glyph, parts.flags[i]) & ~kHasInstructions);
  }
}

// The shaping library, and its data for a face. Private to the module: no other header
// names the library. It is loaded with the first face, not at program start: with FreeType,
// GLib and its other dependencies, loading takes longer than many a command that sets no
// text.

// Each function of the library is a pointer here, called as if it were the function. Null before load_harfbuzz().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "text/harfbuzz_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library if necessary, from any thread. Returns whether it is loaded.
bool load_harfbuzz();

/// A table of a face, kept in memory for the lifetime of this object.
class FaceTable {
 public:
  FaceTable(hb_face_t* face, hb_tag_t tag) : blob_(hb_face_reference_table(face, tag)) {
    unsigned length = 0;
    const char* const data = hb_blob_get_data(blob_, &length);
    bytes_ = {data, length};
  }
  FaceTable(const FaceTable&) = delete;
  FaceTable& operator=(const FaceTable&) = delete;
  ~FaceTable() { hb_blob_destroy(blob_); }
  std::string_view bytes() const { return bytes_; }

 private:
  hb_blob_t* blob_;
  std::string_view bytes_;
};

// The library's data for a Face.

struct Face::Handle {
  explicit Handle(resources::MappedFile mapped) : file(std::move(mapped)) {}
  ~Handle() {
    hb_font_destroy(font);
    hb_face_destroy(face);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  resources::MappedFile file;  // the face points into it …
  std::string unpacked;        // … or into this, if the file is compressed for the web
  hb_face_t* face = nullptr;
  hb_font_t* font = nullptr;
  bool has_vertical_metrics = false;
};

}  // namespace gongwen::text
