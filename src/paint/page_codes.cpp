#include "paint/page_codes.h"

#include "base/format.h"

namespace gongwen::paint {
namespace {

/// The white border that belongs to the picture, in mm, for a code of 29 modules, as most are.
constexpr double kQuietZone = 1.6;

}  // namespace

void add_page_codes(PaintedDocument& document, const PageCodeText& text, images::ImageSet& images) {
  const std::size_t count = document.pages.size();
  const OriginId origin = document.information.origin;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = fmt::format("{}/{}", i + 1, count);
    const images::ImageId id = images.load_page_code(text.code + ":" + number, text.label, number, {});
    if (!id) return;
    const images::Image& image = images.image(id);
    PageDisplay& page = document.pages[i];
    const base::Size size{LayoutUnit::round_from_px(image.size.width), LayoutUnit::round_from_px(image.size.height)};
    const Point corner{page.size.width - LayoutUnit::round_from_mm(kPageCodeFromRight - kQuietZone) - size.width,
                       LayoutUnit::round_from_mm(kPageCodeFromTop - kQuietZone)};
    const DisplayItems::Kept kept = page.items.kept();
    std::vector<DisplayItem> items = std::move(page.items).unpack();
    items.emplace_back(BeginArtifact{ArtifactKind::Pagination});
    items.emplace_back(DrawImage{&image, {corner, size}, origin});
    items.emplace_back(EndTag{});
    page.items = DisplayItems(std::move(items), kept);
  }
}

}  // namespace gongwen::paint
