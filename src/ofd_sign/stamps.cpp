#include "ofd_sign/detail/stamps.h"

#include "base/format.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "sign/seal.h"

#include <algorithm>

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
    sink.report(messages::SignNoSuchPage, Origin{}, name, place.page, pages.size());
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

std::string room_names(const std::vector<SealRoom>& rooms) {
  std::string names;
  for (const SealRoom& room : rooms) names += (names.empty() ? "" : ", ") + room.name;
  return names.empty() ? "-" : names;
}

/// The middle of the room that is named, or of the only one. With several that are not named, an error.
std::optional<OfdPlace> choose_room(const std::string& name, const Places& places, const std::string& field,
                                    DiagnosticSink& sink) {
  const auto room = field.empty() ? places.rooms.begin() : std::ranges::find(places.rooms, field, &SealRoom::name);
  if (room == places.rooms.end()) {
    sink.report(messages::OfdSignNoSuchPlace, Origin{}, name, field, room_names(places.rooms));
    return std::nullopt;
  }
  if (field.empty() && places.rooms.size() > 1) {
    sink.report(messages::OfdSignSeveralPlaces, Origin{}, name, room_names(places.rooms));
    return std::nullopt;
  }
  const auto page = std::ranges::find(places.pages, room->page, &PageArea::id);
  const auto number = static_cast<std::uint32_t>(page - places.pages.begin()) + 1;
  return OfdPlace{number, room->box[0] + room->box[2] / 2, room->box[1] + room->box[3] / 2};
}

}  // namespace

bool is_within(const Stamp& stamp, const SealRoom& room) {
  const double x = stamp.box[0] + stamp.box[2] / 2;
  const double y = stamp.box[1] + stamp.box[3] / 2;
  return !stamp.clip && stamp.page == room.page && x >= room.box[0] && x <= room.box[0] + room.box[2] &&
         y >= room.box[1] && y <= room.box[1] + room.box[3];
}

std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const Places& places, const SealSize& size,
                                               const OfdSignOptions& options, DiagnosticSink& sink) {
  std::optional<OfdPlace> place = options.place;
  if (!place && (!options.field.empty() || !places.rooms.empty())) {
    place = choose_room(name, places, options.field, sink);
    if (!place) return std::nullopt;
  }
  std::vector<Stamp> stamps;
  if (place) {
    std::optional<Stamp> stamp = stamp_at(name, places.pages, size, *place, sink);
    if (!stamp) return std::nullopt;
    stamps.push_back(*std::move(stamp));
  } else if (!options.riding) {
    sink.report(messages::OfdSignNoPlace, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding && places.pages.size() < 2) {
    sink.report(messages::SignOnePage, Origin{}, name);
    return std::nullopt;
  }
  if (options.riding) add_slices(places.pages, size, stamps);
  return stamps;
}

}  // namespace gongwen::ofd_sign
