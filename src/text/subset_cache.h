// SubsetCache: parts of faces, packed for embedding. Glyphs that documents share, such as those in the headings of a
// form, are packed once and placed at the start of each font; packing is most of the cost of a font. A document's font
// is the same whether its common part came from the cache or was made for it.
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

/// A font as it is written into a PDF or an OFD package, compressed. Its glyphs have new numbers, by which the text of
/// pages refers to them.
struct PackedSubset {
  OutlineFormat format = OutlineFormat::TrueType;
  std::string packed;                   // a TrueType font, or a bare CFF font whose CIDs are glyph numbers; zlib format
  std::size_t length = 0;               // when unpacked
  std::uint32_t check_sum = 0;          // of a whole font when unpacked: CRC-32
  std::vector<GlyphId> common_numbers;  // in the font, of each common glyph
  std::vector<GlyphId> own_numbers;     // and of each own one
  std::size_t glyph_count = 0;          // including those that composites need; 0 if the face cannot be subset
};

/// Shared by threads. The least recently used parts are dropped.
class SubsetCache {
 public:
  /// With `whole`, the font has everything that programs need to use it by itself; its outlines are then TrueType even
  /// if the face has CFF.
  std::shared_ptr<const PackedSubset> get(const Face& face, std::span<const GlyphId> common,
                                          std::span<const GlyphId> own,
                                          resources::Effort effort = resources::Effort::Quick,
                                          const WholeFont* whole = nullptr);

 private:
  // The common glyphs of a kind of documents, as outlines and as a part of a DEFLATE stream.
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
  using Entries = std::list<Entry>;  // the most recently used first

  std::shared_ptr<const Part> common_part(const Face& face, std::span<const GlyphId> glyphs);
  std::shared_ptr<const Part> find(const Face& face, std::span<const GlyphId> glyphs, std::uint64_t hash);
  void remember(Entry entry);

  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::uint64_t, Entries::iterator> by_hash_;
  std::size_t bytes_ = 0;
};

}  // namespace gongwen::text
