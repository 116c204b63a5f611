#include "base/format.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "pdf_sign/detail/page_space.h"
#include "pdf_sign/detail/revision_parts.h"
#include "pdf_sign/detail/seal_picture.h"
#include "sign/seal.h"

namespace gongwen::pdf_sign {
namespace {

constexpr int kPrintedReadOnlyLocked = 4 + 64 + 128;

/// A slice as it lies on the shown page.
struct SlicePlace {
  std::array<double, 4> box{};
  Turn turn = kUpright;
};

/// `width` and `height` are those of a slice on an upright page.
SlicePlace slice_place(const ShownPage& page, bool is_turned, bool is_odd, double width, double height) {
  if (!is_turned) {
    const double bottom = (page.height - height) / 2;
    return {{page.width - width, bottom, page.width, bottom + height}, kUpright};
  }
  const double left = (page.width - height) / 2;
  if (is_odd) return {{left, 0, left + height, width}, {0, -1, 1, 0}};
  return {{left, page.height - width, left + height, page.height}, {0, 1, -1, 0}};
}

}  // namespace

void add_riding_seal(const RidingSeal& seal, Revision& revision) {
  const std::vector<intake::SignablePage>& pages = revision.pdf().pages;
  const auto is_wide = [&pages](std::size_t page) {
    const ShownPage shown(pages[page]);
    return shown.width > shown.height;
  };
  // A document of wide pages alone is bound as it is.
  bool all_wide = true;
  for (std::size_t page = 0; page < pages.size(); ++page) all_wide = all_wide && is_wide(page);
  const double width = seal.diameter_mm * kPointsPerMm;
  const double height = width * seal.height_to_width;
  std::size_t page = 0;
  for (const std::size_t group : sign::riding_groups(pages.size(), seal.diameter_mm)) {
    const double slice = width / static_cast<double>(group);
    for (std::size_t i = 0; i < group; ++i, ++page) {
      const ShownPage shown(pages[page]);
      const SlicePlace place = slice_place(shown, is_wide(page) && !all_wide, page % 2 == 0, slice, height);
      const SealAppearance look{-slice * static_cast<double>(i),   0, width, height, slice, height,
                                combined(place.turn, shown.turn())};
      const ObjectNumber appearance = write_seal_appearance(seal.image, look, revision.update());
      const ObjectNumber stamp = revision.update().allocate();
      const std::string name = pdf_text(in_language(revision.pdf(), texts::PdfSignRidingSeal));
      const auto key = revision.add_annotation(page, stamp, "/S/Annot/Alt" + name);
      revision.update().replace(
          stamp,
          fmt::format("<</Type/Annot/Subtype/Stamp/Rect{}/F {}/Contents{}/P {} 0 R{}/AP<</N {}>>>>",
                      pdf_numbers(shown.to_content(place.box)), kPrintedReadOnlyLocked, name, pages[page].object.number,
                      key ? fmt::format("/StructParent {}", *key) : "", reference(appearance)));
    }
  }
}

}  // namespace gongwen::pdf_sign
