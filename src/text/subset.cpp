#include "text/subset.h"

#include <hb-subset.h>

#include <array>

#include "text/face_handle.h"

namespace gongwen::text {
namespace {

/// Tables that an embedded font does not need (ISO 32000-1 section 9.9): everything that shapes, names or hints.
constexpr std::array kDropped{
    HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('k', 'e', 'r', 'n'),
    HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'), HB_TAG('p', 'o', 's', 't'), HB_TAG('c', 'm', 'a', 'p'),
    HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('B', 'A', 'S', 'E'),
    HB_TAG('g', 'a', 's', 'p'), HB_TAG('D', 'S', 'I', 'G'), HB_TAG('M', 'A', 'T', 'H'), HB_TAG('h', 'd', 'm', 'x'),
    HB_TAG('V', 'D', 'M', 'X'), HB_TAG('L', 'T', 'S', 'H'), HB_TAG('P', 'C', 'L', 'T'), HB_TAG('F', 'F', 'T', 'M')};

}  // namespace

FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs) {
  FaceSubset subset;
  hb_subset_input_t* const input = hb_subset_input_create_or_fail();
  if (input == nullptr) return subset;
  hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
  hb_set_t* const wanted = hb_subset_input_glyph_set(input);
  for (const GlyphId glyph : glyphs) hb_set_add(wanted, glyph);
  hb_set_t* const dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const hb_tag_t tag : kDropped) hb_set_add(dropped, tag);
  hb_set_clear(hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
  hb_subset_plan_t* const plan = hb_subset_plan_create_or_fail(face.handle().face, input);
  hb_subset_input_destroy(input);
  if (plan == nullptr) return subset;
  const hb_map_t* const mapping = hb_subset_plan_old_to_new_glyph_mapping(plan);
  for (const GlyphId glyph : glyphs) subset.new_glyphs.push_back(static_cast<GlyphId>(hb_map_get(mapping, glyph)));
  hb_face_t* const made = hb_subset_plan_execute_or_fail(plan);
  hb_subset_plan_destroy(plan);
  if (made == nullptr) return {};
  hb_blob_t* const blob = hb_face_reference_blob(made);
  unsigned length = 0;
  const char* const bytes = hb_blob_get_data(blob, &length);
  subset.truetype.assign(bytes, length);
  subset.glyph_count = hb_face_get_glyph_count(made);
  hb_blob_destroy(blob);
  hb_face_destroy(made);
  return subset;
}

}  // namespace gongwen::text
