#include "text/detail/cff_subset.h"

#include "base/loaded_library.h"
#include "text/detail/harfbuzz.h"

#include <memory>

#include <hb-subset.h>

namespace gongwen::text {

#define GONGWEN_LIBRARY_FUNCTION(name) static decltype(&::name) name = nullptr;
#include "text/harfbuzz_subset_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

namespace {

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

struct Free {
  void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
  void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
  void operator()(hb_face_t* face) const { hb_face_destroy(face); }
  void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Free>;

/// Tables that a font in a PDF file does not have. Without the layout tables no glyphs are added that others may be
/// substituted by.
constexpr hb_tag_t kDropped[] = {
    HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('B', 'A', 'S', 'E'),
    HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'), HB_TAG('p', 'o', 's', 't'),
    HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('g', 'a', 's', 'p'),
    HB_TAG('h', 'd', 'm', 'x'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('D', 'S', 'I', 'G'), HB_TAG('k', 'e', 'r', 'n'),
};

Owned<hb_subset_plan_t> plan_subset(const Face& face, std::span<const GlyphId> glyphs) {
  const Owned<hb_subset_input_t> input(hb_subset_input_create_or_fail());
  if (input == nullptr) return nullptr;
  for (const GlyphId glyph : glyphs) hb_set_add(hb_subset_input_glyph_set(input.get()), glyph);
  hb_set_t* const dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const hb_tag_t table : kDropped) hb_set_add(dropped, table);
  return Owned<hb_subset_plan_t>(hb_subset_plan_create_or_fail(face.handle().face, input.get()));
}

}  // namespace

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
  if (length == 0 || !number_glyphs_by_place(subset.cff, count)) return {};
  const hb_map_t* const numbers = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  for (const GlyphId glyph : glyphs) {
    const hb_codepoint_t number = hb_map_get(numbers, glyph);
    subset.new_glyphs.push_back(number < count ? static_cast<GlyphId>(number) : kMissingGlyph);
  }
  subset.glyph_count = count;
  return subset;
}

}  // namespace gongwen::text
