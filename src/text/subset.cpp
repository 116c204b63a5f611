#include "text/subset.h"

#include "text/detail/face_tables.h"
#include "text/detail/glyph_program.h"
#include "text/detail/whole_font.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace gongwen::text {
namespace {

constexpr std::size_t kMaxShortOffset = 0x1FFFE;

/// A table with its tag.
using TaggedTable = std::pair<std::string_view, std::string>;

void fill_word(std::string& bytes) { bytes.append((4 - bytes.size() % 4) % 4, '\0'); }

/// The sum of all words of four bytes, the last filled up with zeros (OpenType, "calculating checksums").
std::uint32_t sum_of(std::string_view bytes) {
  std::uint32_t sum = 0;
  std::size_t at = 0;
  for (const std::size_t end = bytes.size() / 4 * 4; at < end; at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    sum += __builtin_bswap32(word);
  }
  for (unsigned shift = 24; at < bytes.size(); ++at, shift -= 8) {
    sum += std::uint32_t{static_cast<unsigned char>(bytes[at])} << shift;
  }
  return sum;
}

/// Room for tables, each filled up to whole words.
std::size_t room_of(const std::vector<TaggedTable>& tables) {
  std::size_t size = 0;
  for (const auto& [tag, bytes] : tables) size += bytes.size() + 4;
  return size;
}

bool has(std::span<const GlyphId> ascending, GlyphId glyph) {
  return std::binary_search(ascending.begin(), ascending.end(), glyph);
}

/// `wanted`, and what composite glyphs among them need that `before` does not have.
std::vector<GlyphId> with_components(const FaceTables& tables, std::span<const GlyphId> wanted,
                                     std::span<const GlyphId> before) {
  std::vector<GlyphId> all(wanted.begin(), wanted.end());
  std::vector<GlyphId> open(wanted.begin(), wanted.end());
  while (!open.empty()) {
    const GlyphId glyph = open.back();
    open.pop_back();
    for (const GlyphId component : glyph_components(tables.outline(glyph))) {
      if (component == kMissingGlyph || component >= tables.glyph_count() || has(before, component)) continue;
      if (has(wanted, component) || std::find(all.begin(), all.end(), component) != all.end()) continue;
      all.push_back(component);
      open.push_back(component);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The number that a glyph has in the font, of which `before` is the first part and `own` the second.
GlyphId number_in(std::span<const GlyphId> before, std::span<const GlyphId> own, GlyphId glyph) {
  const auto place_in = [glyph](std::span<const GlyphId> part) -> std::ptrdiff_t {
    const auto found = std::lower_bound(part.begin(), part.end(), glyph);
    return found != part.end() && *found == glyph ? found - part.begin() : -1;
  };
  if (const std::ptrdiff_t place = place_in(before); place >= 0) return static_cast<GlyphId>(place);
  const std::ptrdiff_t place = place_in(own);
  return place < 0 ? kMissingGlyph : static_cast<GlyphId>(static_cast<std::ptrdiff_t>(before.size()) + place);
}

/// `after`: bytes for which there is to be room after the outlines.
OutlinePart make_part(const FaceTables& tables, std::vector<GlyphId> glyphs, std::span<const GlyphId> before,
                      std::size_t after = 0) {
  OutlinePart part;
  part.glyphs = std::move(glyphs);
  std::size_t most = 0;
  for (const GlyphId glyph : part.glyphs) most += tables.outline(glyph).size() + 1;
  part.bytes.reserve(most + 4 + after);
  part.ends.reserve(part.glyphs.size());
  for (const GlyphId glyph : part.glyphs) {
    append_glyph(part.bytes, tables.outline(glyph),
                 [&](GlyphId component) { return unsigned{number_in(before, part.glyphs, component)}; });
    if (part.bytes.size() % 2 != 0) part.bytes.push_back('\0');
    part.ends.push_back(static_cast<std::uint32_t>(part.bytes.size()));
  }
  const auto end = static_cast<std::uint32_t>(part.bytes.size());
  fill_word(part.bytes);
  // The padding of the word belongs to the last outline; blanks after it stay empty.
  std::replace(part.ends.begin(), part.ends.end(), end, static_cast<std::uint32_t>(part.bytes.size()));
  part.sum = sum_of(part.bytes);
  return part;
}

/// What is after the outlines, and before them.
class FontAssembler {
 public:
  /// For the usual tables of so many glyphs.
  static constexpr std::size_t room_for(std::size_t glyphs) { return 8 * glyphs + 256; }

  FontAssembler(const FaceTables& tables, const OutlinePart& first, OutlinePart other)
      : tables_(tables), first_(first), other_(std::move(other)) {
    glyphs_ = first.glyphs;
    glyphs_.insert(glyphs_.end(), other_.glyphs.begin(), other_.glyphs.end());
  }

  /// The outlines come first, right after the directory, which is in the order of the tags.
  void run(FontProgram& font, const WholeFont* whole) {
    const std::size_t outlines = first_.bytes.size() + other_.bytes.size();
    long_offsets_ = outlines > kMaxShortOffset;
    std::vector<TaggedTable> others = {
        {"head", head()}, {"hhea", hhea()}, {"hmtx", hmtx()}, {"loca", loca()}, {"maxp", maxp()}};
    if (whole != nullptr) add_whole_font(others, *whole);
    std::vector<std::pair<std::string_view, std::string>> entries;
    std::uint32_t sum = 0;
    std::size_t place = kHeaderLength + kEntryLength * (others.size() + 1);
    const auto add_entry = [&](std::string_view tag, std::uint32_t own, std::size_t length) {
      std::string& entry = entries.emplace_back(tag, tag).second;
      append_word(entry, own);
      append_word(entry, static_cast<std::uint32_t>(place));
      append_word(entry, static_cast<std::uint32_t>(length));
      sum += own;
      place += (length + 3) / 4 * 4;
    };
    add_entry("glyf", first_.sum + other_.sum, outlines);
    font.tail = std::move(other_.bytes);
    font.tail.reserve(font.tail.size() + room_of(others));
    const std::size_t head_place = font.tail.size();
    for (const auto& [tag, bytes] : others) {
      add_entry(tag, sum_of(bytes), bytes.size());
      font.tail += bytes;
      fill_word(font.tail);
    }
    std::sort(entries.begin(), entries.end());
    append_header(font.head, entries.size());
    for (const auto& [tag, entry] : entries) font.head += entry;
    const std::uint32_t adjustment = 0xB1B0AFBAU - (sum + sum_of(font.head));
    put_number(font.tail, head_place + kHeadCheckSum, adjustment >> 16);
    put_number(font.tail, head_place + kHeadCheckSum + 2, adjustment & 0xFFFF);
    font.glyph_count = glyphs_.size();
  }

 private:
  static constexpr std::size_t kHeaderLength = 12;
  static constexpr std::size_t kEntryLength = 16;

  static void append_header(std::string& out, std::size_t tables) {
    unsigned exponent = 0;
    while ((std::size_t{2} << exponent) <= tables) ++exponent;
    const auto range = static_cast<unsigned>(kEntryLength << exponent);
    append_word(out, 0x00010000);
    append_number(out, static_cast<unsigned>(tables));
    append_number(out, range);  // 16 × the largest power of two of tables
    append_number(out, exponent);
    append_number(out, static_cast<unsigned>(tables * kEntryLength) - range);
  }

  void add_whole_font(std::vector<TaggedTable>& tables, const WholeFont& whole) const {
    std::vector<NumberedCharacter> characters;
    for (const WholeFont::Character& character : whole.characters) {
      const GlyphId number = number_in(first_.glyphs, other_.glyphs, character.glyph);
      if (number != kMissingGlyph) characters.push_back({character.code_point, number});
    }
    tables.emplace_back("cmap", cmap_table(characters));
    tables.emplace_back("name", name_table(whole));
    tables.emplace_back("OS/2", os2_table(tables_.face(), characters));
    tables.emplace_back("post", post_table(tables_.face()));
  }

  std::string head() const {
    std::string head(tables_.head().substr(0, kHeadLength));
    put_number(head, kHeadCheckSum, 0);
    put_number(head, kHeadCheckSum + 2, 0);
    put_number(head, kHeadLongOffsets, long_offsets_ ? 1 : 0);
    return head;
  }

  std::string hhea() const {
    std::string hhea(tables_.hhea().substr(0, kHheaLength));
    put_number(hhea, kHheaMetricCount, static_cast<unsigned>(metric_count()));
    return hhea;
  }

  /// Glyphs at the end that are as wide as the one before need no separate width.
  std::size_t metric_count() const {
    std::size_t count = glyphs_.size();
    while (count > 1 && tables_.advance(glyphs_[count - 1]) == tables_.advance(glyphs_[count - 2])) --count;
    return count;
  }

  std::string hmtx() const {
    std::string hmtx;
    hmtx.reserve(4 * glyphs_.size());
    const std::size_t count = metric_count();
    for (std::size_t i = 0; i < glyphs_.size(); ++i) {
      if (i < count) append_number(hmtx, tables_.advance(glyphs_[i]));
      append_number(hmtx, tables_.bearing(glyphs_[i]));
    }
    return hmtx;
  }

  std::string loca() const {
    std::string loca;
    loca.reserve(4 * (glyphs_.size() + 1));
    const auto add = [&](std::size_t offset) {
      if (long_offsets_) {
        append_word(loca, static_cast<std::uint32_t>(offset));
      } else {
        append_number(loca, static_cast<unsigned>(offset / 2));
      }
    };
    add(0);
    for (const std::uint32_t end : first_.ends) add(end);
    for (const std::uint32_t end : other_.ends) add(first_.bytes.size() + end);
    return loca;
  }

  std::string maxp() const {
    std::string maxp(tables_.maxp());
    if (tables_.face().outlines() == OutlineFormat::Cff) maxp = made_maxp();
    put_number(maxp, kMaxpGlyphCount, static_cast<unsigned>(glyphs_.size()));
    if (maxp.size() < kMaxpLength) return maxp;
    for (std::size_t place = kMaxpZones; place < kMaxpComponents; place += 2) put_number(maxp, place, 0);
    put_number(maxp, kMaxpZones, 1);
    return maxp;
  }

  /// Version 1, with what the outlines have; faces with CFF outlines do not state it.
  std::string made_maxp() const {
    GlyphCounts most;
    for (const GlyphId glyph : glyphs_) {
      const GlyphCounts counts = count_points(tables_.outline(glyph));
      most = {std::max(most.points, counts.points), std::max(most.contours, counts.contours)};
    }
    std::string maxp;
    append_word(maxp, 0x00010000);
    append_number(maxp, 0);
    append_number(maxp, most.points);
    append_number(maxp, most.contours);
    maxp.resize(kMaxpLength, '\0');
    return maxp;
  }

  const FaceTables& tables_;
  const OutlinePart& first_;
  OutlinePart other_;
  std::vector<GlyphId> glyphs_;  // by number
  bool long_offsets_ = false;
};

}  // namespace

OutlinePart first_outlines(const Face& face, std::span<const GlyphId> glyphs) {
  const FaceTables tables(face);
  std::vector<GlyphId> all = {kMissingGlyph};
  if (!tables.are_sound()) return {};
  if (!glyphs.empty() && glyphs.front() == kMissingGlyph) glyphs = glyphs.subspan(1);
  const std::vector<GlyphId> drawn = with_components(tables, glyphs, {});
  all.insert(all.end(), drawn.begin(), drawn.end());
  return make_part(tables, std::move(all), {});
}

FontProgram make_font(const Face& face, std::span<const GlyphId> wanted_first, const OutlinePart& first,
                      std::span<const GlyphId> others, const WholeFont* whole) {
  FontProgram font;
  const FaceTables tables(face);
  if (!tables.are_sound()) return font;
  // What a composite glyph of the first part needs may be wanted by itself as well: it is there already.
  std::vector<GlyphId> missing;
  for (const GlyphId glyph : others) {
    if (!has(first.glyphs, glyph)) missing.push_back(glyph);
  }
  const std::vector<GlyphId> added = with_components(tables, missing, first.glyphs);
  const std::size_t room = FontAssembler::room_for(first.glyphs.size() + added.size());
  FontAssembler(tables, first, make_part(tables, added, first.glyphs, room)).run(font, whole);
  for (const GlyphId glyph : wanted_first) font.first_numbers.push_back(number_in(first.glyphs, added, glyph));
  for (const GlyphId glyph : others) font.other_numbers.push_back(number_in(first.glyphs, added, glyph));
  return font;
}

FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs) {
  const OutlinePart first = first_outlines(face, glyphs);
  FontProgram font = make_font(face, glyphs, first, {});
  if (font.glyph_count == 0) return {};
  return {font.head + first.bytes + font.tail, std::move(font.first_numbers), font.glyph_count};
}

}  // namespace gongwen::text
