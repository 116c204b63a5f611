// SubsetCache: parts of faces, packed for embedding. What documents have in common, such as the headings of a form, is
// packed once and is at the start of each one's font; packing is most of what a font costs. A document's font is
// the same whether its common part was remembered or made for it alone.
#pragma once

#include "resources/deflate.h"
#include "text/subset.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::text {

/// A font as it is written into a PDF or an OFD package, compressed. Glyphs have new numbers in it, which the text of
/// pages refers to.
struct PackedSubset {
  OutlineFormat format = OutlineFormat::TrueType;
  std::string packed;                   // a TrueType font, or a bare CFF font whose CIDs are glyph numbers; zlib format
  std::size_t length = 0;               // when unpacked
  std::uint32_t check_sum = 0;          // of a whole font when unpacked: CRC-32
  std::vector<GlyphId> common_numbers;  // in the font, of each common glyph
  std::vector<GlyphId> own_numbers;     // and of each own one
  std::size_t glyph_count = 0;          // with those that composites need; 0 when the face cannot be subset
};

/// Shared by threads. What was not used for longest is forgotten.
class SubsetCache {
 public:
  /// With `whole`, the font has all that programs need to use it by itself; its outlines are those of TrueType, also if
  /// the face has CFF.
  std::shared_ptr<const PackedSubset> get(const Face& face, std::span<const GlyphId> common,
                                          std::span<const GlyphId> own,
                                          resources::Effort effort = resources::Effort::Quick,
                                          const WholeFont* whole = nullptr);

 private:
  // The common glyphs of a kind of documents, as outlines and as a stretch of a DEFLATE stream.
  struct Part {
    OutlinePart outlines;
    std::string deflated;
  };
  struct Entry {
    const Face* face = nullptr;
    std::vector<GlyphId> glyphs;
    std::uint64_t hash = 0;
    std::shared_ptr<const Part> part;
  };
  using Entries = std::list<Entry>;  // the last used first

  std::shared_ptr<const Part> common_part(const Face& face, std::span<const GlyphId> glyphs);
  std::shared_ptr<const Part> find(const Face& face, std::span<const GlyphId> glyphs, std::uint64_t hash);
  void remember(Entry entry);

  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::uint64_t, Entries::iterator> by_hash_;
  std::size_t bytes_ = 0;
};

}  // namespace gongwen::text
