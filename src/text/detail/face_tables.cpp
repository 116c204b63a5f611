#include "text/detail/face_tables.h"

#include "text/detail/glyph_program.h"
#include "text/detail/harfbuzz.h"

#include <algorithm>

namespace gongwen::text {
namespace {

std::uint32_t long_number_at(std::string_view bytes, std::size_t offset) {
  return (std::uint32_t{number_at(bytes, offset)} << 16) | number_at(bytes, offset + 2);
}

}  // namespace

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

std::size_t FaceTables::offset(std::size_t glyph) const {
  const std::string_view loca = tables_->loca.bytes();
  return long_offsets_ ? long_number_at(loca, 4 * glyph) : 2 * std::size_t{number_at(loca, 2 * glyph)};
}

std::string_view FaceTables::outline(GlyphId glyph) const {
  if (glyph == kMissingGlyph || glyph >= glyph_count_) return {};
  if (is_converted()) return converted_outline(glyph);
  const std::size_t begin = offset(glyph);
  const std::size_t end = offset(glyph + std::size_t{1});
  const std::string_view glyf = tables_->glyf.bytes();
  return begin < end && end <= glyf.size() ? glyf.substr(begin, end - begin) : std::string_view();
}

std::string_view FaceTables::converted_outline(GlyphId glyph) const {
  const auto [known, is_new] = converted_.try_emplace(glyph);
  if (is_new) known->second = quadratic_glyph(glyph_outline(face_, glyph), face_.metrics().units_per_em);
  return known->second;
}

unsigned FaceTables::advance(GlyphId glyph) const {
  return number_at(tables_->hmtx.bytes(), 4 * std::min<std::size_t>(glyph, metric_count_ - 1));
}

unsigned FaceTables::bearing(GlyphId glyph) const {
  if (glyph >= glyph_count_) return 0;
  if (is_converted()) {
    // Readers move a glyph by the difference between its bearing and its left side.
    const std::string_view program = outline(glyph);
    return program.size() < kGlyphHeader ? 0 : number_at(program, 2);
  }
  const std::size_t place =
      glyph < metric_count_ ? 4 * std::size_t{glyph} + 2 : 4 * metric_count_ + 2 * (glyph - metric_count_);
  return number_at(tables_->hmtx.bytes(), place);
}

}  // namespace gongwen::text
