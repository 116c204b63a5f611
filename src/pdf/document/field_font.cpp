#include "pdf/document/field_font.h"

#include "base/format.h"
#include "pdf/document/detail/font_writer.h"
#include "text/face.h"
#include "text/subset.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::pdf {
namespace {

/// Characters beyond U+FFFF have no two-byte code. They get the codes of surrogates, which are not characters.
constexpr paint::CharacterCode kFirstSurrogate = 0xD800;
constexpr std::size_t kSurrogates = 0x800;

/// The code ranges of real characters: no surrogates, no private use, no specials.
constexpr std::pair<char32_t, char32_t> kPlanes[] = {{0x20, 0x7E},     {0xA0, 0xD7FF},     {0xF900, 0xFEFE},
                                                     {0xFF00, 0xFFEF}, {0x1F000, 0x1FAFF}, {0x20000, 0x323AF}};

/// Strings are limited in length (ISO 19005-2 section 6.1.13), so long runs are split.
constexpr std::size_t kMaxDigits = 32'000;

bool is_line_end_or_tab(char32_t c) { return c == U'\n' || c == U'\r' || c == U'\t'; }

std::vector<char32_t> characters_of(const text::Face& face) {
  std::vector<char32_t> found;
  for (const auto& [first, last] : kPlanes) {
    for (char32_t c = first; c <= last; ++c) {
      if (face.glyph(c) != text::kMissingGlyph) found.push_back(c);
    }
  }
  return found;
}

std::int32_t face_per_mille(std::int64_t units, const text::Face& face) {
  const std::int64_t em = face.metrics().units_per_em;
  const std::int64_t half = units < 0 ? -em / 2 : em / 2;
  return static_cast<std::int32_t>((units * 1000 + half) / em);
}

}  // namespace

FieldFont::FieldFont(const FieldFontFile& source, const std::set<char32_t>& shown, const text::FontLibrary& library)
    : source_(source), library_(library) {
  collect(source, shown);
  collect_spare(shown);
}

/// Chooses the face and its characters. The chosen face is used only if it has a shown character that the usual face
/// lacks, or if its outlines are wanted. The finished program of the source serves unless a subset is needed.
void FieldFont::collect(const FieldFontFile& source, const std::set<char32_t>& shown) {
  if (source.face == nullptr) return;
  const auto has = [](const text::Face& face, char32_t c) {
    return face.glyph(c) != text::kMissingGlyph;
  };
  const bool needs_more =
      source.uses_chosen || (source.chosen != nullptr && std::any_of(shown.begin(), shown.end(), [&](char32_t c) {
                               return !has(*source.face, c) && has(*source.chosen, c);
                             }));
  is_whole_ = !source.program.empty() && !source.only_shown && !needs_more;
  face_ = !needs_more ? source.face.get() : source.chosen.get();
  std::set<char32_t> wanted(shown.begin(), shown.end());
  if (!source.only_shown) {
    for (const char32_t c : characters_of(*source.face)) wanted.insert(c);
  }
  std::size_t beyond = 0;
  for (const char32_t c : wanted) {
    if (is_line_end_or_tab(c) || !has(*face_, c) || (c > 0xFFFF && beyond == kSurrogates)) continue;
    const text::GlyphId glyph = face_->glyph(c);
    const auto code = static_cast<paint::CharacterCode>(c > 0xFFFF ? kFirstSurrogate + beyond++ : c);
    glyphs_.push_back({c, glyph, code, face_per_mille(face_->advance(glyph), *face_)});
  }
  if (is_whole_) return;
  std::vector<text::GlyphId> ids;
  for (const Glyph& glyph : glyphs_) ids.push_back(glyph.glyph);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  text::FaceSubset subset = text::subset_face(*face_, ids);
  for (Glyph& glyph : glyphs_) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), glyph.glyph) - ids.begin();
    glyph.glyph = subset.new_glyphs.empty() ? text::kMissingGlyph : subset.new_glyphs[static_cast<std::size_t>(at)];
  }
  program_ = std::move(subset.truetype);
}

void FieldFont::collect_spare(const std::set<char32_t>& shown) {
  std::map<text::FaceId, std::size_t> fonts;
  for (const char32_t c : shown) {
    if (is_line_end_or_tab(c) || find(c) != nullptr) continue;
    for (text::FaceId id(0); id.index() < library_.face_count(); id = text::FaceId(id.index() + 1)) {
      const text::Face* const face = library_.face(id);
      const text::GlyphId glyph = face == nullptr ? text::kMissingGlyph : face->glyph(c);
      if (glyph == text::kMissingGlyph) continue;
      const auto [entry, is_new] = fonts.try_emplace(id, spare_fonts_.size());
      if (is_new) spare_fonts_.emplace_back(id, *face);
      spare_fonts_[entry->second].use(glyph, std::u32string(1, c));
      spare_.emplace(c, SpareGlyph{entry->second, glyph});
      break;
    }
  }
  for (paint::UsedFont& font : spare_fonts_) font.assign_codes(library_);
}

const FieldFont::Glyph* FieldFont::find(char32_t c) const {
  const auto found = std::lower_bound(glyphs_.begin(), glyphs_.end(), c,
                                      [](const Glyph& glyph, char32_t wanted) { return glyph.character < wanted; });
  return found == glyphs_.end() || found->character != c ? nullptr : &*found;
}

std::int32_t FieldFont::advance(char32_t c) const {
  if (const Glyph* const glyph = find(c)) return glyph->width;
  const auto spare = spare_.find(c);
  if (spare == spare_.end()) return is_line_end_or_tab(c) ? 0 : 1000;
  const text::Face& face = spare_fonts_[spare->second.font].face();
  return face_per_mille(face.advance(spare->second.glyph), face);
}

std::vector<FieldTextRun> FieldFont::runs(std::u32string_view text) const {
  std::vector<FieldTextRun> runs;
  for (const char32_t c : text) {
    std::string font(kName);
    paint::CharacterCode code = 0;
    if (const Glyph* const glyph = find(c)) {
      code = glyph->code;
    } else if (const auto spare = spare_.find(c); spare != spare_.end()) {
      font += std::to_string(spare->second.font + 1);
      code = spare_fonts_[spare->second.font].code(spare->second.glyph, std::u32string(1, c));
    } else {
      continue;  // no face has it: it cannot be shown, but the value stays right
    }
    const bool is_full = !runs.empty() && runs.back().codes.size() > kMaxDigits;
    if (runs.empty() || is_full || runs.back().font != font) runs.push_back({font, "<"});
    runs.back().codes += fmt::format("{:04X}", code);
  }
  for (FieldTextRun& run : runs) run.codes += ">";
  return runs;
}

base::Path FieldFont::outline(char32_t c) const {
  base::Path path;
  for (text::FaceId id(0); id.index() < library_.face_count(); id = text::FaceId(id.index() + 1)) {
    const text::Face* const face = library_.face(id);
    const text::GlyphId glyph = face == nullptr ? text::kMissingGlyph : face->glyph(c);
    if (glyph == text::kMissingGlyph) continue;
    const double scale = 1.0 / face->metrics().units_per_em;
    path.append(text::glyph_outline(*face, glyph), {scale, 0, 0, scale, 0, 0});
    break;
  }
  return path;
}

/// Lists only characters that the font has: viewers assume that every character in this map can be shown. Line breaks
/// and tabs are listed too; otherwise poppler embeds another font for them.
std::string FieldFont::unicode_map() const {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    char32_t character;
  };
  std::vector<Range> ranges{{9, 10, 9}, {13, 13, 13}};
  for (const Glyph& glyph : glyphs_) {
    Range& last = ranges.back();
    const bool extends = last.last + 1 == glyph.code && (glyph.code & 0xFF) != 0 && glyph.character <= 0xFFFF &&
                         last.character + (glyph.code - last.first) == glyph.character;
    if (extends) {
      last.last = glyph.code;
    } else {
      ranges.push_back({glyph.code, glyph.code, glyph.character});
    }
  }
  std::vector<std::string> lines;
  for (const Range& range : ranges) {
    lines.push_back(fmt::format("<{:04X}><{:04X}>", range.first, range.last));
    append_utf16_hex(lines.back(), std::u32string_view(&range.character, 1));
  }
  return pdf::unicode_map(lines);
}

std::string FieldFont::glyph_map() const {
  paint::CharacterCode most = 0;
  for (const Glyph& glyph : glyphs_) most = std::max(most, glyph.code);
  std::string bytes(2 * (std::size_t{most} + 1), '\0');
  for (const Glyph& glyph : glyphs_) {
    bytes[2 * std::size_t{glyph.code}] = static_cast<char>(glyph.glyph >> 8);
    bytes[2 * std::size_t{glyph.code} + 1] = static_cast<char>(glyph.glyph & 0xFF);
  }
  return bytes;
}

/// The array `W` (section 9.7.4.3): the codes that do not have the default width, grouped by consecutive codes.
std::string FieldFont::widths() const {
  std::vector<const Glyph*> by_code;
  for (const Glyph& glyph : glyphs_) {
    if (glyph.width != kDefaultWidth) by_code.push_back(&glyph);
  }
  std::sort(by_code.begin(), by_code.end(), [](const Glyph* a, const Glyph* b) { return a->code < b->code; });
  std::string out = "[";
  for (std::size_t i = 0; i < by_code.size(); ++i) {
    const bool follows = i != 0 && by_code[i - 1]->code + 1 == by_code[i]->code;
    if (!follows) out += fmt::format("{}{}[", i == 0 ? "" : "]", by_code[i]->code);
    out += fmt::format("{}{}", follows ? " " : "", by_code[i]->width);
  }
  return out + (by_code.empty() ? "]" : "]]");
}

std::string FieldFont::tag() const {
  std::string codes;
  for (const Glyph& glyph : glyphs_) append_integer(codes, glyph.character);
  return subset_tag(XXH3_64bits(codes.data(), codes.size()));
}

ObjectNumber FieldFont::write_descriptor(std::string_view name, ObjectWriter& file) const {
  const std::size_t length = is_whole_ ? source_.program_length : program_.size();
  const std::string entries = fmt::format("/Length1 {}", length);
  const ObjectNumber program = is_whole_ ? file.add_kept_stream(entries + "/Filter/FlateDecode", source_.program)
                                         : file.add_stream(entries, program_, Compress::Yes);
  const text::FaceMetrics& metrics = face_->metrics();
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "FontDescriptor");
    dictionary.name("FontName", name);
    dictionary.integer("Flags", 4);
    {
      ArrayWriter bounds = dictionary.array("FontBBox");
      for (const std::int32_t bound : metrics.bounds) bounds.integer(face_per_mille(bound, *face_));
    }
    dictionary.integer("ItalicAngle", 0);
    dictionary.integer("Ascent", 880);  // of the em box of Han characters, as in the documents' own faces
    dictionary.integer("Descent", -120);
    dictionary.integer("CapHeight", face_per_mille(metrics.cap_height, *face_));
    dictionary.integer("StemV", 80);
    dictionary.reference("FontFile2", program);
  }
  return file.add(body);
}

void FieldFont::write(ObjectWriter& file) {
  const std::string name = tag() + "+" + source_.name;
  std::string descendant;
  {
    DictionaryWriter dictionary(descendant);
    add_descendant_entries(dictionary, text::OutlineFormat::TrueType, name, widths());
    dictionary.reference("CIDToGIDMap", file.add_stream({}, glyph_map(), Compress::Yes));
    dictionary.reference("FontDescriptor", write_descriptor(name, file));
  }
  const ObjectNumber descendant_number = file.add(descendant);
  const ObjectNumber unicode = file.add_stream({}, unicode_map(), Compress::Yes);
  object_ = write_composite_font(name, {descendant_number, unicode}, file);
  resources_ = "<<";
  append_name(resources_, kName);
  resources_.push_back(' ');
  append_reference(resources_, object_);
  for (std::size_t i = 0; i < spare_fonts_.size(); ++i) {
    append_name(resources_, std::string(kName) + std::to_string(i + 1));
    resources_.push_back(' ');
    append_reference(resources_, write_font(spare_fonts_[i], library_.face_name(spare_fonts_[i].id()), file));
  }
  resources_ += ">>";
}

}  // namespace gongwen::pdf
