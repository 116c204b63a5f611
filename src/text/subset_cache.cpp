#include "text/subset_cache.h"

#include "text/detail/cff_subset.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// The parts of a dozen kinds of documents.
constexpr std::size_t kMaxCachedBytes = std::size_t{4} << 20;
constexpr std::size_t kMaxEntries = 128;
/// Below it a common part is not worth its own Huffman codes.
constexpr std::size_t kMinGlyphs = 8;

/// Equal lists have equal hashes; different ones are compared.
std::uint64_t hash_of(const Face& face, std::span<const GlyphId> glyphs) {
  std::uint64_t hash = reinterpret_cast<std::uintptr_t>(&face);
  for (const GlyphId glyph : glyphs) hash = (hash ^ glyph) * 0x9E37'79B9'7F4A'7C15U;
  return hash ^ (hash >> 29);
}

/// In one part: the glyphs of a CFF font share subroutines.
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

std::shared_ptr<const SubsetCache::Part> SubsetCache::find(const Face& face, std::span<const GlyphId> glyphs,
                                                           std::uint64_t hash) {
  const std::lock_guard lock(mutex_);
  const auto known = by_hash_.find(hash);
  if (known == by_hash_.end()) return nullptr;
  const Entry& entry = *known->second;
  const bool same =
      entry.face == &face && std::equal(glyphs.begin(), glyphs.end(), entry.glyphs.begin(), entry.glyphs.end());
  if (!same) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return entry.part;
}

void SubsetCache::remember(Entry entry) {
  const std::lock_guard lock(mutex_);
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

std::shared_ptr<const SubsetCache::Part> SubsetCache::common_part(const Face& face, std::span<const GlyphId> glyphs) {
  const std::uint64_t hash = hash_of(face, glyphs);
  if (std::shared_ptr<const Part> found = find(face, glyphs, hash)) return found;
  auto made = std::make_shared<Part>();
  made->outlines = first_outlines(face, glyphs);
  made->deflated = resources::deflate_part(made->outlines.bytes, resources::Effort::Usual);
  remember({&face, {glyphs.begin(), glyphs.end()}, hash, made});
  return made;
}

std::shared_ptr<const PackedSubset> SubsetCache::get(const Face& face, std::span<const GlyphId> common,
                                                     std::span<const GlyphId> own, resources::Effort effort,
                                                     const WholeFont* whole) {
  if (face.outlines() == OutlineFormat::Cff && whole == nullptr) return pack_cff(face, common, own, effort);
  const auto made = std::make_shared<PackedSubset>();
  const auto take = [&](FontProgram& font, std::string_view first_bytes) {
    made->length = font.head.size() + first_bytes.size() + font.tail.size();
    if (whole != nullptr) {
      made->check_sum = resources::crc32(font.tail, resources::crc32(first_bytes, resources::crc32(font.head)));
    }
    made->common_numbers = std::move(font.first_numbers);
    made->own_numbers = std::move(font.other_numbers);
    made->glyph_count = font.glyph_count;
  };
  if (common.size() < kMinGlyphs) {
    const OutlinePart first = first_outlines(face, common);
    FontProgram font = make_font(face, common, first, own, whole);
    made->packed = resources::deflate(font.head + first.bytes + font.tail, effort);
    take(font, first.bytes);
    return made;
  }
  const std::shared_ptr<const Part> part = common_part(face, common);
  FontProgram font = make_font(face, common, part->outlines, own, whole);
  made->packed = resources::join_deflated(font.head, {part->outlines.bytes, part->deflated}, font.tail, effort);
  take(font, part->outlines.bytes);
  return made;
}

}  // namespace gongwen::text
