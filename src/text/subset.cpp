#include "text/subset.h"

#include "base/utf8.h"
#include "text/detail/glyph_program.h"
#include "text/face.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::text {

// Writing a TrueType font with a document's glyphs only (OpenType 1.9). Glyphs are renumbered from 0; the outlines of
// the first part are the same bytes for all documents of a kind, so that they can be compressed once. Hints and all
// layout tables are left out: a PDF places every glyph itself.
namespace {

// The tables of a face that embedding needs, as bytes. Cubic outlines (CFF) are converted to those of TrueType on
// request.

class FaceTables {
 public:
  explicit FaceTables(const Face& face);
  ~FaceTables();
  FaceTables(const FaceTables&) = delete;
  FaceTables& operator=(const FaceTables&) = delete;

  const Face& face() const { return face_; }
  /// Whether the tables are long enough; if not, nothing else may be called.
  bool are_sound() const { return sound_; }
  std::size_t glyph_count() const { return glyph_count_; }

  /// The program of a glyph; empty for blanks, missing glyphs, and .notdef, which is never drawn. Valid while the
  /// tables exist.
  std::string_view outline(GlyphId glyph) const;
  unsigned advance(GlyphId glyph) const;
  /// The left side bearing, as 16 bits.
  unsigned bearing(GlyphId glyph) const;

  std::string_view head() const;
  std::string_view hhea() const;
  std::string_view maxp() const;

 private:
  struct Tables;
  bool read_sizes();
  bool is_converted() const { return face_.outlines() == OutlineFormat::Cff; }
  std::string_view converted_outline(GlyphId glyph) const;
  std::size_t offset(std::size_t glyph) const;

  const Face& face_;
  std::unique_ptr<const Tables> tables_;
  // Converted outlines are kept: sizes, counts and the outline itself are requested one after the other.
  mutable std::map<GlyphId, std::string> converted_;
  bool sound_ = false;
  bool long_offsets_ = false;
  std::size_t glyph_count_ = 0;
  std::size_t metric_count_ = 0;
};

// Offsets in tables (OpenType 1.9).
inline constexpr std::size_t kHeadLength = 54;
inline constexpr std::size_t kHeadCheckSum = 8;
inline constexpr std::size_t kHeadLongOffsets = 50;
inline constexpr std::size_t kHheaLength = 36;
inline constexpr std::size_t kHheaMetricCount = 34;
inline constexpr std::size_t kMaxpGlyphCount = 4;
inline constexpr std::size_t kMaxpLength = 32;
inline constexpr std::size_t kMaxpZones = 14;  // all fields from here to the components are about hints
inline constexpr std::size_t kMaxpComponents = 28;

/// Numbers in OpenType files are big-endian.
std::uint32_t long_number_at(std::string_view bytes, std::size_t offset) {
  return (std::uint32_t{number_at(bytes, offset)} << 16) | number_at(bytes, offset + 2);
}

struct FaceTables::Tables {
  explicit Tables(hb_face_t* face)
      : glyf(face, HB_TAG('g', 'l', 'y', 'f')),
        head(face, HB_TAG('h', 'e', 'a', 'd')),
        hhea(face, HB_TAG('h', 'h', 'e', 'a')),
        hmtx(face, HB_TAG('h', 'm', 't', 'x')),
        loca(face, HB_TAG('l', 'o', 'c', 'a')),
        maxp(face, HB_TAG('m', 'a', 'x', 'p')) {}
  FaceTable glyf, head, hhea, hmtx, loca, maxp;
};

FaceTables::FaceTables(const Face& face) : face_(face), tables_(std::make_unique<Tables>(face.handle().face)) {
  sound_ = read_sizes();
}
FaceTables::~FaceTables() = default;

std::string_view FaceTables::head() const { return tables_->head.bytes(); }
std::string_view FaceTables::hhea() const { return tables_->hhea.bytes(); }
std::string_view FaceTables::maxp() const { return tables_->maxp.bytes(); }

/// Checks all lengths once, so that later reads need no checks.
/// A face whose tables are too short yields an empty subset.
bool FaceTables::read_sizes() {
  if (head().size() < kHeadLength || hhea().size() < kHheaLength || maxp().size() < kMaxpGlyphCount + 2) return false;
  long_offsets_ = number_at(head(), kHeadLongOffsets) != 0;
  glyph_count_ = number_at(maxp(), kMaxpGlyphCount);
  metric_count_ = number_at(hhea(), kHheaMetricCount);
  const std::size_t offset_size = long_offsets_ ? 4 : 2;
  return glyph_count_ > 0 && metric_count_ > 0 && metric_count_ <= glyph_count_ &&
         (is_converted() || tables_->loca.bytes().size() >= (glyph_count_ + 1) * offset_size) &&
         tables_->hmtx.bytes().size() >= 4 * metric_count_ + 2 * (glyph_count_ - metric_count_);
}

/// Short offsets are stored as halves.
std::size_t FaceTables::offset(std::size_t glyph) const {
  const std::string_view loca = tables_->loca.bytes();
  return long_offsets_ ? long_number_at(loca, 4 * glyph) : 2 * std::size_t{number_at(loca, 2 * glyph)};
}

/// A glyph outside of the table is treated as empty.
std::string_view FaceTables::outline(GlyphId glyph) const {
  if (glyph == kMissingGlyph || glyph >= glyph_count_) return {};
  if (is_converted()) return converted_outline(glyph);
  const std::size_t begin = offset(glyph);
  const std::size_t end = offset(glyph + std::size_t{1});
  const std::string_view glyf = tables_->glyf.bytes();
  return begin < end && end <= glyf.size() ? glyf.substr(begin, end - begin) : std::string_view();
}

/// CFF has cubic curves, TrueType quadratic ones: the conversion approximates.
std::string_view FaceTables::converted_outline(GlyphId glyph) const {
  const auto [known, is_new] = converted_.try_emplace(glyph);
  if (is_new) known->second = quadratic_glyph(glyph_outline(face_, glyph), face_.metrics().units_per_em);
  return known->second;
}

/// Glyphs after the last full entry have its advance.
unsigned FaceTables::advance(GlyphId glyph) const {
  return number_at(tables_->hmtx.bytes(), 4 * std::min<std::size_t>(glyph, metric_count_ - 1));
}

/// `hmtx` has full entries of advance and bearing first, then bearings alone.
unsigned FaceTables::bearing(GlyphId glyph) const {
  if (glyph >= glyph_count_) return 0;
  if (is_converted()) {
    // Readers shift a glyph by the difference between its bearing and its left side, so the two must agree.
    const std::string_view program = outline(glyph);
    return program.size() < kGlyphHeader ? 0 : number_at(program, 2);
  }
  const std::size_t place =
      glyph < metric_count_ ? 4 * std::size_t{glyph} + 2 : 4 * metric_count_ + 2 * (glyph - metric_count_);
  return number_at(tables_->hmtx.bytes(), place);
}

// Additional tables of a font that programs use by itself: cmap, name, OS/2 and post (OpenType 1.9). Without cmap some
// readers of OFD lose the Chinese characters, without the others some lose the whole text, even if each glyph is
// addressed by number.

/// A character, and the number of its glyph in the font.
struct NumberedCharacter {
  char32_t code_point = 0;
  GlyphId number = kMissingGlyph;
};

/// The post table in version 3, without glyph names, which are not needed when characters and numbers are known.
/// Underlines are those of the face.
std::string post_table(const Face& face);

constexpr char32_t kLastOfTwoBytes = 0xFFFF;
constexpr unsigned kUnicodePlatform = 0;
constexpr unsigned kWindowsPlatform = 3;

/// Consecutive characters whose glyphs are consecutive, too: one entry of a cmap.
struct CharacterSpan {
  char32_t first = 0;
  char32_t last = 0;
  GlyphId number = 0;
};

/// Characters up to `most`, in ascending order.
std::vector<CharacterSpan> spans_of(std::span<const NumberedCharacter> characters, char32_t most) {
  std::vector<CharacterSpan> spans;
  for (const NumberedCharacter& character : characters) {
    if (character.code_point > most) break;
    if (!spans.empty()) {
      CharacterSpan& span = spans.back();
      // Both must be consecutive, since an entry stores one difference for all its characters.
      const bool follows =
          character.code_point == span.last + 1 && character.number == span.number + (span.last - span.first) + 1;
      if (follows) {
        span.last = character.code_point;
        continue;
      }
    }
    spans.push_back({character.code_point, character.code_point, character.number});
  }
  return spans;
}

/// A cmap subtable of format 4; its last span must be that of U+FFFF.
std::string two_byte_map(std::span<const NumberedCharacter> characters) {
  std::vector<CharacterSpan> spans = spans_of(characters, kLastOfTwoBytes - 1);
  // The format demands it, so that a search always finds a span.
  spans.push_back({kLastOfTwoBytes, kLastOfTwoBytes, 0});
  unsigned exponent = 0;
  // searchRange, entrySelector and rangeShift: for 5 spans 8, 2 and 2.
  while ((std::size_t{2} << exponent) <= spans.size()) ++exponent;
  const unsigned range = 2U << exponent;
  constexpr std::size_t kFixed = 16;
  constexpr std::size_t kSpan = 8;
  std::string out;
  append_number(out, 4);
  append_number(out, static_cast<unsigned>(kFixed + kSpan * spans.size()));
  append_number(out, 0);  // language
  append_number(out, static_cast<unsigned>(2 * spans.size()));
  append_number(out, range);
  append_number(out, exponent);
  append_number(out, static_cast<unsigned>(2 * spans.size()) - range);
  for (const CharacterSpan& span : spans) append_number(out, span.last);
  append_number(out, 0);
  for (const CharacterSpan& span : spans) append_number(out, span.first);
  for (const CharacterSpan& span : spans) {
    // The difference from character to glyph, modulo 65,536.
    append_number(out, span.first == kLastOfTwoBytes ? 1 : (span.number - span.first) & 0xFFFF);
  }
  // idRangeOffset 0: the glyph is the character plus the difference, without a glyph array.
  for (std::size_t i = 0; i < spans.size(); ++i) append_number(out, 0);
  return out;
}

/// A cmap subtable of format 12, for characters beyond U+FFFF.
std::string whole_map(std::span<const NumberedCharacter> characters) {
  const std::vector<CharacterSpan> spans = spans_of(characters, 0x10FFFF);
  constexpr std::size_t kFixed = 16;
  constexpr std::size_t kSpan = 12;
  std::string out;
  append_number(out, 12);
  append_number(out, 0);
  append_word(out, static_cast<std::uint32_t>(kFixed + kSpan * spans.size()));
  append_word(out, 0);  // language
  append_word(out, static_cast<std::uint32_t>(spans.size()));
  for (const CharacterSpan& span : spans) {
    append_word(out, span.first);
    append_word(out, span.last);
    // Unlike format 4, the number of the first glyph rather than a difference.
    append_word(out, span.number);
  }
  return out;
}

/// Names are stored in UTF-16, big-endian.
std::string utf16_of(std::string_view text) {
  std::string out;
  for (char32_t c : base::to_utf32(text)) {
    // A surrogate pair.
    if (c > kLastOfTwoBytes) {
      c -= 0x10000;
      append_number(out, static_cast<unsigned>(0xD800 + (c >> 10)));
      c = 0xDC00 + (c & 0x3FF);
    }
    append_number(out, static_cast<unsigned>(c));
  }
  return out;
}

/// An OS/2 table of version 4 from the metrics of a face that has none.
std::string made_os2(const Face& face) {
  const FaceMetrics& metrics = face.metrics();
  constexpr std::size_t kVendor = 58;  // the fields before it (rights, small characters, class, ranges) are left unset
  constexpr unsigned kRegular = 0x40;
  constexpr unsigned kItalic = 0x01;
  std::string out;
  append_number(out, 4);
  append_signed(out, metrics.units_per_em / 2);
  append_number(out, static_cast<unsigned>(face.weight()));
  append_number(out, 5);  // of medium width
  out.append(kVendor - out.size(), '\0');
  out += "GONG";
  append_number(out, face.is_italic() ? kItalic : kRegular);
  append_number(out, 0);  // first and last character, set later
  append_number(out, 0);
  // Typographic ascent, descent and gap, then the Windows limits, which are positive.
  for (const std::int32_t value : {metrics.ascent, -metrics.descent, metrics.line_gap, metrics.ascent, metrics.descent})
    append_signed(out, value);
  append_word(out, 0);
  append_word(out, 0);
  append_signed(out, metrics.x_height);
  append_signed(out, metrics.cap_height);
  append_number(out, 0);
  // usBreakChar, at which lines may be broken.
  append_number(out, ' ');
  append_number(out, 0);
  return out;
}

/// The cmap table for Unicode and Windows. `characters` are ascending and have glyphs in the font; those beyond U+FFFF
/// are in separate subtables.
std::string cmap_table(std::span<const NumberedCharacter> characters) {
  const bool is_wide = !characters.empty() && characters.back().code_point > kLastOfTwoBytes;
  constexpr unsigned kUnicodeOfTwoBytes = 3;
  constexpr unsigned kWindowsOfTwoBytes = 1;
  constexpr unsigned kUnicodeWhole = 4;
  constexpr unsigned kWindowsWhole = 10;
  // An encoding record; those of a platform may share a subtable.
  struct Record {
    unsigned platform;
    unsigned encoding;
    bool is_wide;
  };
  std::vector<Record> records = {{kUnicodePlatform, kUnicodeOfTwoBytes, false}};
  if (is_wide) records.push_back({kUnicodePlatform, kUnicodeWhole, true});
  records.push_back({kWindowsPlatform, kWindowsOfTwoBytes, false});
  if (is_wide) records.push_back({kWindowsPlatform, kWindowsWhole, true});
  const std::string narrow = two_byte_map(characters);
  std::string out;
  append_number(out, 0);
  append_number(out, static_cast<unsigned>(records.size()));
  // The subtables follow the records: first the one of two bytes, then the whole one.
  const std::size_t place = 4 + 8 * records.size();
  for (const Record& record : records) {
    append_number(out, record.platform);
    append_number(out, record.encoding);
    append_word(out, static_cast<std::uint32_t>(place + (record.is_wide ? narrow.size() : 0)));
  }
  return is_wide ? out + narrow + whole_map(characters) : out + narrow;
}

/// Records for Windows only. The texts follow them, without terminators.
std::string name_table(const WholeFont& font) {
  constexpr unsigned kUnicode = 1;
  constexpr unsigned kEnglish = 0x409;
  struct Name {
    unsigned id;
    std::string text;
  };
  // The font is complete by itself, so it is the regular style of a family of one font.
  const std::string style = utf16_of("Regular");
  const std::string name = utf16_of(font.name);
  // Family, style, identifier, full name, version, PostScript name.
  const std::vector<Name> names = {{1, utf16_of(font.family)},   {2, style}, {3, name}, {4, utf16_of(font.family)},
                                   {5, utf16_of("Version 1.0")}, {6, name}};
  std::string out;
  std::string texts;
  append_number(out, 0);
  append_number(out, static_cast<unsigned>(names.size()));
  append_number(out, static_cast<unsigned>(6 + 12 * names.size()));
  for (const Name& entry : names) {
    append_number(out, kWindowsPlatform);
    append_number(out, kUnicode);
    append_number(out, kEnglish);
    append_number(out, entry.id);
    append_number(out, static_cast<unsigned>(entry.text.size()));
    append_number(out, static_cast<unsigned>(texts.size()));
    texts += entry.text;
  }
  return out + texts;
}

/// The face's own OS/2 table with the range of characters updated, or one made from its metrics.
std::string os2_table(const Face& face, std::span<const NumberedCharacter> characters) {
  constexpr std::size_t kFirstCharacter = 64;
  constexpr std::size_t kVersionOne = 86;
  const FaceTable table(face.handle().face, HB_TAG('O', 'S', '/', '2'));
  std::string os2(table.bytes());
  if (os2.size() < kVersionOne) os2 = made_os2(face);
  // The fields have 16 bits; larger characters are stated as U+FFFF (OpenType `OS/2`).
  const auto stated = [](char32_t c) {
    return static_cast<unsigned>(std::min(c, kLastOfTwoBytes));
  };
  put_number(os2, kFirstCharacter, characters.empty() ? 0 : stated(characters.front().code_point));
  put_number(os2, kFirstCharacter + 2, characters.empty() ? 0 : stated(characters.back().code_point));
  return os2;
}

std::string post_table(const Face& face) {
  constexpr std::uint32_t kVersionThree = 0x00030000;
  std::string out;
  append_word(out, kVersionThree);
  append_word(out, 0);  // angle of an italic, for carets only
  append_signed(out, face.metrics().underline_position + face.metrics().underline_thickness / 2);
  append_signed(out, face.metrics().underline_thickness);
  for (int i = 0; i < 5; ++i) append_word(out, 0);  // fixed pitch, memory
  return out;
}

constexpr std::size_t kMaxShortOffset = 0x1FFFE;

/// A table with its tag.
using TaggedTable = std::pair<std::string_view, std::string>;

void fill_word(std::string& bytes) { bytes.append((4 - bytes.size() % 4) % 4, '\0'); }

/// The sum of all four-byte words, the last one padded with zeros (OpenType, "calculating checksums"). Whole words
/// first, since every byte of the outlines is summed.
std::uint32_t sum_of(std::string_view bytes) {
  std::uint32_t sum = 0;
  std::size_t at = 0;
  for (const std::size_t end = bytes.size() / 4 * 4; at < end; at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    sum += __builtin_bswap32(word);
  }
  // The last word counts as if it were padded with zeros.
  for (unsigned shift = 24; at < bytes.size(); ++at, shift -= 8) {
    sum += std::uint32_t{static_cast<unsigned char>(bytes[at])} << shift;
  }
  return sum;
}

/// Memory for all tables, each padded to whole words.
std::size_t room_of(const std::vector<TaggedTable>& tables) {
  std::size_t size = 0;
  for (const auto& [tag, bytes] : tables) size += bytes.size() + 4;
  return size;
}

/// Lists of glyphs are ascending, so a binary search suffices.
bool has(std::span<const GlyphId> ascending, GlyphId glyph) {
  return std::binary_search(ascending.begin(), ascending.end(), glyph);
}

/// `wanted`, and the components of composite glyphs among them that `before` does not have; ascending.
std::vector<GlyphId> with_components(const FaceTables& tables, std::span<const GlyphId> wanted,
                                     std::span<const GlyphId> before) {
  std::vector<GlyphId> all(wanted.begin(), wanted.end());
  // Components may be composite themselves, so new ones are examined in turn.
  std::vector<GlyphId> open(wanted.begin(), wanted.end());
  while (!open.empty()) {
    const GlyphId glyph = open.back();
    open.pop_back();
    for (const GlyphId component : glyph_components(tables.outline(glyph))) {
      // Damaged references are skipped rather than refused: the glyph is drawn without the part.
      if (component == kMissingGlyph || component >= tables.glyph_count() || has(before, component)) continue;
      if (has(wanted, component) || std::find(all.begin(), all.end(), component) != all.end()) continue;
      all.push_back(component);
      open.push_back(component);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The number of a glyph in the font, whose first part is `before` and whose second is `own`.
GlyphId number_in(std::span<const GlyphId> before, std::span<const GlyphId> own, GlyphId glyph) {
  const auto place_in = [glyph](std::span<const GlyphId> part) -> std::ptrdiff_t {
    const auto found = std::lower_bound(part.begin(), part.end(), glyph);
    return found != part.end() && *found == glyph ? found - part.begin() : -1;
  };
  // Glyphs of the first part come first in the font, then those of the second.
  if (const std::ptrdiff_t place = place_in(before); place >= 0) return static_cast<GlyphId>(place);
  const std::ptrdiff_t place = place_in(own);
  return place < 0 ? kMissingGlyph : static_cast<GlyphId>(static_cast<std::ptrdiff_t>(before.size()) + place);
}

/// Writes the outlines of glyphs one after the other; `after` is memory to reserve for what follows them.
OutlinePart make_part(const FaceTables& tables, std::vector<GlyphId> glyphs, std::span<const GlyphId> before,
                      std::size_t after = 0) {
  OutlinePart part;
  part.glyphs = std::move(glyphs);
  std::size_t most = 0;
  // One allocation instead of repeated growth.
  for (const GlyphId glyph : part.glyphs) most += tables.outline(glyph).size() + 1;
  part.bytes.reserve(most + 4 + after);
  part.ends.reserve(part.glyphs.size());
  for (const GlyphId glyph : part.glyphs) {
    append_glyph(part.bytes, tables.outline(glyph),
                 [&](GlyphId component) { return unsigned{number_in(before, part.glyphs, component)}; });
    // Short offsets are halves, so outlines start at even places.
    if (part.bytes.size() % 2 != 0) part.bytes.push_back('\0');
    part.ends.push_back(static_cast<std::uint32_t>(part.bytes.size()));
  }
  const auto end = static_cast<std::uint32_t>(part.bytes.size());
  fill_word(part.bytes);
  // Padding of the last word belongs to the last outline; blanks after it stay empty.
  std::replace(part.ends.begin(), part.ends.end(), end, static_cast<std::uint32_t>(part.bytes.size()));
  part.sum = sum_of(part.bytes);
  return part;
}

/// Makes everything around the outlines: directory, metrics, offsets.
class FontAssembler {
 public:
  /// Estimates the memory for the usual tables of this many glyphs.
  static constexpr std::size_t room_for(std::size_t glyphs) { return 8 * glyphs + 256; }

  FontAssembler(const FaceTables& tables, const OutlinePart& first, OutlinePart other)
      : tables_(tables), first_(first), other_(std::move(other)) {
    glyphs_ = first.glyphs;
    glyphs_.insert(glyphs_.end(), other_.glyphs.begin(), other_.glyphs.end());
  }

  /// Outlines come first in the file, right after the directory, which is ordered by tags: so the first part is at a
  /// fixed place.
  void run(FontProgram& font, const WholeFont* whole) {
    const std::size_t outlines = first_.bytes.size() + other_.bytes.size();
    // Short offsets halve `loca`, and most documents have few glyphs.
    long_offsets_ = outlines > kMaxShortOffset;
    std::vector<TaggedTable> others = {
        {"head", head()}, {"hhea", hhea()}, {"hmtx", hmtx()}, {"loca", loca()}, {"maxp", maxp()}};
    if (whole != nullptr) add_whole_font(others, *whole);
    std::vector<std::pair<std::string_view, std::string>> entries;
    std::uint32_t sum = 0;
    std::size_t place = kHeaderLength + kEntryLength * (others.size() + 1);
    const auto add_entry = [&](std::string_view tag, std::uint32_t own, std::size_t length) {
      std::string& entry = entries.emplace_back(tag, tag).second;
      // Checksum, offset and length follow the tag.
      append_word(entry, own);
      append_word(entry, static_cast<std::uint32_t>(place));
      append_word(entry, static_cast<std::uint32_t>(length));
      sum += own;
      place += (length + 3) / 4 * 4;
    };
    add_entry("glyf", first_.sum + other_.sum, outlines);
    font.tail = std::move(other_.bytes);
    // The tail consists of the document's own outlines and the other tables.
    font.tail.reserve(font.tail.size() + room_of(others));
    // `head` is the first of the others, so its place is known before the checksum is.
    const std::size_t head_place = font.tail.size();
    for (const auto& [tag, bytes] : others) {
      add_entry(tag, sum_of(bytes), bytes.size());
      font.tail += bytes;
      fill_word(font.tail);
    }
    // The directory is in the order of tags, regardless of the order of tables in the file.
    std::sort(entries.begin(), entries.end());
    append_header(font.head, entries.size());
    for (const auto& [tag, entry] : entries) font.head += entry;
    // The checksum adjustment makes the sum of the whole file a fixed number (OpenType `head`).
    const std::uint32_t adjustment = 0xB1B0AFBAU - (sum + sum_of(font.head));
    put_number(font.tail, head_place + kHeadCheckSum, adjustment >> 16);
    put_number(font.tail, head_place + kHeadCheckSum + 2, adjustment & 0xFFFF);
    font.glyph_count = glyphs_.size();
  }

 private:
  static constexpr std::size_t kHeaderLength = 12;
  static constexpr std::size_t kEntryLength = 16;

  /// The search fields are those that the format prescribes for binary search.
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

  /// In a PDF glyphs are addressed by number; a font that programs use by itself also needs these tables.
  void add_whole_font(std::vector<TaggedTable>& tables, const WholeFont& whole) const {
    std::vector<NumberedCharacter> characters;
    for (const WholeFont::Character& character : whole.characters) {
      const GlyphId number = number_in(first_.glyphs, other_.glyphs, character.glyph);
      // A character of another face of the document is not in this font.
      if (number != kMissingGlyph) characters.push_back({character.code_point, number});
    }
    tables.emplace_back("cmap", cmap_table(characters));
    tables.emplace_back("name", name_table(whole));
    tables.emplace_back("OS/2", os2_table(tables_.face(), characters));
    tables.emplace_back("post", post_table(tables_.face()));
  }

  /// Everything but checksum and offset format is the face's: units per em, bounding box, dates.
  std::string head() const {
    std::string head(tables_.head().substr(0, kHeadLength));
    put_number(head, kHeadCheckSum, 0);
    put_number(head, kHeadCheckSum + 2, 0);
    put_number(head, kHeadLongOffsets, long_offsets_ ? 1 : 0);
    return head;
  }

  /// The line metrics stay; only the number of metrics changes with the glyphs.
  std::string hhea() const {
    std::string hhea(tables_.hhea().substr(0, kHheaLength));
    put_number(hhea, kHheaMetricCount, static_cast<unsigned>(metric_count()));
    return hhea;
  }

  /// Glyphs at the end with the width of the one before them need no entry of their kind.
  std::size_t metric_count() const {
    std::size_t count = glyphs_.size();
    while (count > 1 && tables_.advance(glyphs_[count - 1]) == tables_.advance(glyphs_[count - 2])) --count;
    return count;
  }

  /// Advance and bearing of each glyph in its new order.
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

  /// Ends of the second part count from its start, so the length of the first is added.
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
    // One offset more than glyphs: each outline ends where the next one starts.
    add(0);
    for (const std::uint32_t end : first_.ends) add(end);
    for (const std::uint32_t end : other_.ends) add(first_.bytes.size() + end);
    return loca;
  }

  /// All counts of the instruction machine become 0 when the hints are dropped, except the zones: there must be one.
  std::string maxp() const {
    std::string maxp(tables_.maxp());
    if (tables_.face().outlines() == OutlineFormat::Cff) maxp = made_maxp();
    put_number(maxp, kMaxpGlyphCount, static_cast<unsigned>(glyphs_.size()));
    // Version 0.5 has only the number of glyphs.
    if (maxp.size() < kMaxpLength) return maxp;
    for (std::size_t place = kMaxpZones; place < kMaxpComponents; place += 2) put_number(maxp, place, 0);
    put_number(maxp, kMaxpZones, 1);
    return maxp;
  }

  /// A maxp table of version 1 with the counts of the converted outlines; faces with CFF outlines have none.
  std::string made_maxp() const {
    GlyphCounts most;
    for (const GlyphId glyph : glyphs_) {
      const GlyphCounts counts = count_points(tables_.outline(glyph));
      most = {std::max(most.points, counts.points), std::max(most.contours, counts.contours)};
    }
    std::string maxp;
    // Version 1.0, which fonts with TrueType outlines must have.
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

/// .notdef is glyph 0 of every font.
OutlinePart first_outlines(const Face& face, std::span<const GlyphId> glyphs) {
  const FaceTables tables(face);
  std::vector<GlyphId> all = {kMissingGlyph};
  if (!tables.are_sound()) return {};
  // Ascending, so .notdef can only be the first; it is in the list already.
  if (!glyphs.empty() && glyphs.front() == kMissingGlyph) glyphs = glyphs.subspan(1);
  const std::vector<GlyphId> drawn = with_components(tables, glyphs, {});
  all.insert(all.end(), drawn.begin(), drawn.end());
  return make_part(tables, std::move(all), {});
}

/// `first` is shared by all documents of a kind, `others` are the glyphs of this one; an empty result means a damaged
/// face.
FontProgram make_font(const Face& face, std::span<const GlyphId> wanted_first, const OutlinePart& first,
                      std::span<const GlyphId> others, const WholeFont* whole) {
  FontProgram font;
  const FaceTables tables(face);
  if (!tables.are_sound()) return font;
  // A component of the first part may also be wanted by itself; it is not added twice.
  std::vector<GlyphId> missing;
  for (const GlyphId glyph : others) {
    if (!has(first.glyphs, glyph)) missing.push_back(glyph);
  }
  // Components that the first part already has are referenced, not repeated.
  const std::vector<GlyphId> added = with_components(tables, missing, first.glyphs);
  // The tables follow the outlines in the same string.
  const std::size_t room = FontAssembler::room_for(first.glyphs.size() + added.size());
  FontAssembler(tables, first, make_part(tables, added, first.glyphs, room)).run(font, whole);
  for (const GlyphId glyph : wanted_first) font.first_numbers.push_back(number_in(first.glyphs, added, glyph));
  for (const GlyphId glyph : others) font.other_numbers.push_back(number_in(first.glyphs, added, glyph));
  return font;
}

/// For documents without a common part.
FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs) {
  const OutlinePart first = first_outlines(face, glyphs);
  FontProgram font = make_font(face, glyphs, first, {});
  if (font.glyph_count == 0) return {};
  return {font.head + first.bytes + font.tail, std::move(font.first_numbers), font.glyph_count};
}

}  // namespace gongwen::text
