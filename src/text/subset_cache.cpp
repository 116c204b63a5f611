#include "text/subset_cache.h"

#include "base/loaded_library.h"
#include "text/detail/glyph_program.h"
#include "text/face.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hb-subset.h>

namespace gongwen::text {

// Subsets in compressed form. Fonts with TrueType outlines are made of a common and an own part; the common part is
// compressed once per kind of document and joined with the rest of the DEFLATE stream. Fonts with CFF outlines are
// subset by HarfBuzz as a whole.
namespace {

// Subsets of faces with CFF outlines (OpenType `CFF `), as 思源, Noto CJK and most OpenType fonts of offices have. The
// format of the font program is that of Adobe Technical Note 5176, "The Compact Font Format".

/// A part of a face, ready to be embedded (ISO 32000-1 section 9.9, CIDFontType0C).
struct CffSubset {
  std::string cff;                  // a bare font program, whose CIDs are its glyph numbers
  std::vector<GlyphId> new_glyphs;  // of each wanted glyph, in the order given
  std::size_t glyph_count = 0;      // with .notdef and those that accents are put together from; 0: none could be made
};

/// In a CIDFont, makes the number of each glyph its position, as PDF files that address glyphs by position need it;
/// fonts with glyph names stay as they are. Returns false if the font is damaged, which is then unchanged.
bool number_glyphs_by_place(std::string& cff, std::size_t glyph_count);

constexpr unsigned kEscape = 12;
constexpr unsigned kRegistryOrderingSupplement = kEscape << 8 | 30;  // opens the dictionary of a CIDFont
constexpr unsigned kCharset = 15;
constexpr unsigned kLongNumber = 29;  // followed by four bytes
constexpr unsigned kRealNumber = 30;  // followed by half bytes, to one of 15
constexpr unsigned kMinNumber = 28;

/// 0 beyond the end: damaged fonts are recognised later by their structure.
unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

/// Big-endian; the INDEX says how many bytes its offsets have.
std::size_t offset_at(std::string_view bytes, std::size_t at, unsigned size) {
  std::size_t value = 0;
  for (unsigned i = 0; i < size; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

/// An INDEX of CFF: where its first object starts and ends, and where the INDEX itself ends.
struct Index {
  std::size_t first_begin = 0;
  std::size_t first_end = 0;
  std::size_t end = 0;
};

/// nullopt if offsets are outside of the font.
std::optional<Index> read_index(std::string_view cff, std::size_t at) {
  const std::size_t count = offset_at(cff, at, 2);
  // An empty INDEX is its count alone.
  if (count == 0) return Index{at + 2, at + 2, at + 2};
  const unsigned size = byte_at(cff, at + 2);
  if (size < 1 || size > 4) return std::nullopt;
  const std::size_t offsets = at + 3;
  // One offset more than objects: the last one is the end of the data.
  const std::size_t data = offsets + (count + 1) * size - 1;  // offsets count from 1
  const Index index{data + offset_at(cff, offsets, size), data + offset_at(cff, offsets + size, size),
                    data + offset_at(cff, offsets + count * size, size)};
  const bool whole = index.first_begin <= index.first_end && index.first_end <= index.end && index.end <= cff.size();
  return whole ? std::optional(index) : std::nullopt;
}

/// The number of bytes of the operand at `at`.
std::size_t operand_length(std::string_view cff, std::size_t at) {
  const unsigned first = byte_at(cff, at);
  if (first == kMinNumber) return 3;
  if (first == kLongNumber) return 5;
  // Small integers: one byte from 32 to 246, two from 247 on.
  if (first != kRealNumber) return first >= 247 ? 2 : 1;
  std::size_t length = 1;
  while (at + length < cff.size()) {
    const unsigned halves = byte_at(cff, at + length++);
    if ((halves >> 4) == 15 || (halves & 15) == 15) break;
  }
  return length;
}

/// Data of the top dictionary: whether the font is a CIDFont, and where the operand of its charset is.
struct Found {
  bool is_numbered = false;
  std::optional<std::size_t> charset;  // the place of its operand
};

/// Operands come before their operators.
Found search_dictionary(std::string_view cff, const Index& dictionaries) {
  Found found;
  std::optional<std::size_t> operand;
  for (std::size_t at = dictionaries.first_begin; at < dictionaries.first_end;) {
    const unsigned first = byte_at(cff, at);
    // Bytes up to 21 are operators, those from 28 on start operands.
    if (first >= kMinNumber) {
      operand = at;
      at += operand_length(cff, at);
      continue;
    }
    const unsigned name = first == kEscape ? kEscape << 8 | byte_at(cff, at + 1) : first;
    if (name == kRegistryOrderingSupplement) found.is_numbered = true;
    if (name == kCharset) found.charset = operand;
    at += first == kEscape ? 2 : 1;
    operand.reset();
  }
  return found;
}

void append_bytes_of(std::string& out, std::size_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFF));
}

bool number_glyphs_by_place(std::string& cff, std::size_t glyph_count) {
  // The order is fixed: header, INDEX of names, INDEX of dictionaries.
  const auto names = read_index(cff, byte_at(cff, 2));  // after the header, which says how long it is
  const auto dictionaries = names ? read_index(cff, names->end) : std::nullopt;
  if (!dictionaries) return false;
  const Found found = search_dictionary(cff, *dictionaries);
  if (!found.is_numbered) return true;
  // The place is overwritten, so the operand must have room for any offset. HarfBuzz writes offsets in five bytes.
  if (!found.charset || byte_at(cff, *found.charset) != kLongNumber || glyph_count < 2) return glyph_count < 2;
  // Charset format 2: one range that starts with glyph 1 and contains all later ones. It is appended, and the
  // dictionary's offset is changed in place.
  const std::size_t charset = cff.size();
  append_bytes_of(cff, 2, 1);
  append_bytes_of(cff, 1, 2);
  append_bytes_of(cff, glyph_count - 2, 2);
  std::string offset;
  append_bytes_of(offset, charset, 4);
  cff.replace(*found.charset + 1, offset.size(), offset);
  return true;
}

#define GONGWEN_LIBRARY_FUNCTION(name) static decltype(&::name) name = nullptr;
#include "text/harfbuzz_subset_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loaded only for documents with CFF fonts.
bool load_subset_library() {
  static const bool loaded = [] {
    base::LoadedLibrary library(GONGWEN_HARFBUZZ_SUBSET_LIBRARY);
#define GONGWEN_LIBRARY_FUNCTION(name) library.find(#name, name);
#include "text/harfbuzz_subset_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
    return !library.error();
  }();
  return loaded;
}

// Handles of HarfBuzz are freed by one deleter with an overload for each type.
struct Free {
  void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
  void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
  void operator()(hb_face_t* face) const { hb_face_destroy(face); }
  void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Free>;

/// Tables that a font in a PDF does not need. Without the layout tables no glyphs are added as possible substitutes.
constexpr hb_tag_t kDropped[] = {
    HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('B', 'A', 'S', 'E'),
    HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'), HB_TAG('p', 'o', 's', 't'),
    HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('g', 'a', 's', 'p'),
    HB_TAG('h', 'd', 'm', 'x'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('D', 'S', 'I', 'G'), HB_TAG('k', 'e', 'r', 'n'),
};

/// Null if HarfBuzz finds the face unusable or runs out of memory.
Owned<hb_subset_plan_t> plan_subset(const Face& face, std::span<const GlyphId> glyphs) {
  const Owned<hb_subset_input_t> input(hb_subset_input_create_or_fail());
  if (input == nullptr) return nullptr;
  for (const GlyphId glyph : glyphs) hb_set_add(hb_subset_input_glyph_set(input.get()), glyph);
  hb_set_t* const dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const hb_tag_t table : kDropped) hb_set_add(dropped, table);
  return Owned<hb_subset_plan_t>(hb_subset_plan_create_or_fail(face.handle().face, input.get()));
}

/// `glyphs` in any order, without 0; no substitutes are added. Hints stay: renderers use them at low resolutions.
CffSubset subset_cff(const Face& face, std::span<const GlyphId> glyphs) {
  if (!load_subset_library()) return {};
  const Owned<hb_subset_plan_t> plan = plan_subset(face, glyphs);
  const Owned<hb_face_t> part(plan == nullptr ? nullptr : hb_subset_plan_execute_or_fail(plan.get()));
  if (part == nullptr) return {};
  CffSubset subset;
  const Owned<hb_blob_t> table(hb_face_reference_table(part.get(), HB_TAG('C', 'F', 'F', ' ')));
  unsigned length = 0;
  const char* const bytes = hb_blob_get_data(table.get(), &length);
  subset.cff.assign(bytes, length);
  const std::size_t count = hb_face_get_glyph_count(part.get());
  // No font is better than one whose numbers would select wrong glyphs.
  if (length == 0 || !number_glyphs_by_place(subset.cff, count)) return {};
  const hb_map_t* const numbers = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  for (const GlyphId glyph : glyphs) {
    const hb_codepoint_t number = hb_map_get(numbers, glyph);
    subset.new_glyphs.push_back(number < count ? static_cast<GlyphId>(number) : kMissingGlyph);
  }
  subset.glyph_count = count;
  return subset;
}

/// Limit of the cache: the common parts of a dozen kinds of documents.
constexpr std::size_t kMaxCachedBytes = std::size_t{4} << 20;
constexpr std::size_t kMaxEntries = 128;
/// A smaller common part is not worth its own Huffman codes.
constexpr std::size_t kMinGlyphs = 8;

/// Equal lists have equal hashes; entries with equal hashes are compared in full.
std::uint64_t hash_of(const Face& face, std::span<const GlyphId> glyphs) {
  // Faces live as long as the cache, so their addresses identify them.
  std::uint64_t hash = reinterpret_cast<std::uintptr_t>(&face);
  for (const GlyphId glyph : glyphs) hash = (hash ^ glyph) * 0x9E37'79B9'7F4A'7C15U;
  return hash ^ (hash >> 29);
}

/// A CFF font in one piece: its glyphs share subroutines, so it cannot be divided.
std::shared_ptr<const PackedSubset> pack_cff(const Face& face, std::span<const GlyphId> common,
                                             std::span<const GlyphId> own, resources::Effort effort) {
  std::vector<GlyphId> glyphs(common.begin(), common.end());
  glyphs.insert(glyphs.end(), own.begin(), own.end());
  CffSubset subset = subset_cff(face, glyphs);
  auto made = std::make_shared<PackedSubset>();
  made->format = OutlineFormat::Cff;
  if (subset.glyph_count == 0) return made;
  made->packed = resources::deflate(subset.cff, effort);
  made->length = subset.cff.size();
  const auto end_of_common = subset.new_glyphs.begin() + static_cast<std::ptrdiff_t>(common.size());
  made->common_numbers.assign(subset.new_glyphs.begin(), end_of_common);
  made->own_numbers.assign(end_of_common, subset.new_glyphs.end());
  made->glyph_count = subset.glyph_count;
  return made;
}

}  // namespace

/// Moves the entry to the front: the list is ordered by use.
std::shared_ptr<const SubsetCache::Part> SubsetCache::find(const Face& face, std::span<const GlyphId> glyphs,
                                                           std::uint64_t hash) {
  const std::lock_guard lock(mutex_);
  const auto known = by_hash_.find(hash);
  if (known == by_hash_.end()) return nullptr;
  const Entry& entry = *known->second;
  const bool same =
      entry.face == &face && std::equal(glyphs.begin(), glyphs.end(), entry.glyphs.begin(), entry.glyphs.end());
  // Two lists with the same hash: the part is made again rather than mixed up.
  if (!same) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return entry.part;
}

/// Drops entries from the end while the cache is too large; the newest always stays.
void SubsetCache::remember(Entry entry) {
  const std::lock_guard lock(mutex_);
  // Another thread was faster, or another list has this hash, which then keeps its place.
  if (by_hash_.contains(entry.hash)) return;
  const auto size_of = [](const Entry& known) {
    return known.part->outlines.bytes.size() + known.part->deflated.size();
  };
  bytes_ += size_of(entry);
  entries_.push_front(std::move(entry));
  by_hash_.emplace(entries_.front().hash, entries_.begin());
  while (entries_.size() > kMaxEntries || (bytes_ > kMaxCachedBytes && entries_.size() > 1)) {
    bytes_ -= size_of(entries_.back());
    by_hash_.erase(entries_.back().hash);
    entries_.pop_back();
  }
}

/// Two threads may make the same part; the first one stored is kept.
std::shared_ptr<const SubsetCache::Part> SubsetCache::common_part(const Face& face, std::span<const GlyphId> glyphs) {
  const std::uint64_t hash = hash_of(face, glyphs);
  if (std::shared_ptr<const Part> found = find(face, glyphs, hash)) return found;
  auto made = std::make_shared<Part>();
  // Made outside of the lock, for compressing takes long.
  made->outlines = first_outlines(face, glyphs);
  made->deflated = resources::deflate_part(made->outlines.bytes, resources::Effort::Usual);
  remember({&face, {glyphs.begin(), glyphs.end()}, hash, made});
  return made;
}

/// `whole` needs TrueType outlines, since readers of OFD know no others.
std::shared_ptr<const PackedSubset> SubsetCache::get(const Face& face, std::span<const GlyphId> common,
                                                     std::span<const GlyphId> own, resources::Effort effort,
                                                     const WholeFont* whole) {
  if (face.outlines() == OutlineFormat::Cff && whole == nullptr) return pack_cff(face, common, own, effort);
  const auto made = std::make_shared<PackedSubset>();
  const auto take = [&](FontProgram& font, std::string_view first_bytes) {
    made->length = font.head.size() + first_bytes.size() + font.tail.size();
    // A file by itself in an OFD package needs a checksum for the ZIP entry.
    if (whole != nullptr) {
      made->check_sum = resources::crc32(font.tail, resources::crc32(first_bytes, resources::crc32(font.head)));
    }
    made->common_numbers = std::move(font.first_numbers);
    made->own_numbers = std::move(font.other_numbers);
    made->glyph_count = font.glyph_count;
  };
  // Too few common glyphs to keep a compressed part of them: everything goes into one stream.
  if (common.size() < kMinGlyphs) {
    const OutlinePart first = first_outlines(face, common);
    FontProgram font = make_font(face, common, first, own, whole);
    made->packed = resources::deflate(font.head + first.bytes + font.tail, effort);
    take(font, first.bytes);
    return made;
  }
  const std::shared_ptr<const Part> part = common_part(face, common);
  FontProgram font = make_font(face, common, part->outlines, own, whole);
  // The common part's bytes are copied in compressed form; only the head and the tail are compressed here.
  made->packed = resources::join_deflated(font.head, {part->outlines.bytes, part->deflated}, font.tail, effort);
  take(font, part->outlines.bytes);
  return made;
}

}  // namespace gongwen::text
