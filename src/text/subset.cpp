#include "text/subset.h"

#include "text/face_handle.h"

namespace gongwen::text {

FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs) {
  FaceSubset subset;
  hb_subset_input_t* const input = hb_subset_input_create_or_fail();
  if (input == nullptr) return subset;
  hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
  hb_set_t* const wanted = hb_subset_input_glyph_set(input);
  for (const GlyphId glyph : glyphs) hb_set_add(wanted, glyph);
  hb_subset_plan_t* const plan = hb_subset_plan_create_or_fail(face.handle().outlines, input);
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
