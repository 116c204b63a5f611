#include "ofd_sign/detail/stamps.h"

#include "base/format.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "sign/seal.h"

namespace gongwen::ofd_sign {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// Half a micrometre, since lengths are written to the thousandth.
constexpr double kTolerance = 0.0005;

std::optional<Stamp> stamp_at(const std::string& name, const std::vector<PageArea>& pages, const SealSize& size,
                              const OfdPlace& place, DiagnosticSink& sink) {
  if (place.page == 0 || place.page > pages.size()) {
    sink.report(messages::OfdSignNoSuchPage, Origin{}, name, place.page, pages.size());
    return std::nullopt;
  }
  const PageArea& page = pages[place.page - 1];
  const Box box{place.x - size.width / 2, place.y - size.height / 2, size.width, size.height};
  if (box[0] < -kTolerance || box[1] < -kTolerance || box[0] + box[2] > page.width + kTolerance ||
      box[1] + box[3] > page.height + kTolerance) {
    sink.report(messages::OfdSignOutsidePage, Origin{}, name, place.page, fmt::format("{:.4g}", size.width),
                fmt::format("{:.4g}", size.height));
    return std::nullopt;
  }
  return Stamp{page.id, box, std::nullopt};
}

/// Each page shows a slice at its right edge: the whole seal, moved over the edge and cut to the slice.
void add_slices(const std::vector<PageArea>& pages, const SealSize& size, std::vector<Stamp>& stamps) {
  std::size_t page = 0;
  for (const std::size_t group : sign::riding_groups(pages.size(), size.width)) {
    const double slice = size.width / static_cast<double>(group);
    for (std::size_t i = 0; i < group; ++i, ++page) {
      const double before = slice * static_cast<double>(i);
      const double left = pages[page].width - before - slice;
      const double top = (pages[page].height - size.height) / 2;
      stamps.push_back({pages[page].id, {left, top, size.width, size.height}, Box{before, 0, slice, size.height}});
    }
  }
}

}  // namespace

std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const std::vector<PageArea>& pages,
                                               const SealSize& size, const OfdSignOptions& options,
                                               DiagnosticSink& sink) {
  std::vector<Stamp> stamps;
  if (options.place) {
    std::optional<Stamp> stamp = stamp_at(name, pages, size, *options.place, sink);
    if (!stamp) return std::nullopt;
    stamps.push_back(*std::move(stamp));
  } else if (!options.riding) {
    sink.report(messages::OfdSignNoPlace, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding && pages.size() < 2) {
    sink.report(messages::OfdSignOnePage, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding) add_slices(pages, size, stamps);
  return stamps;
}

}  // namespace gongwen::ofd_sign
