#include "engine/kinds/detail/known_manifests.h"

#include <algorithm>
#include <iterator>

namespace gongwen::engine {
namespace {

struct KnownManifest {
  std::string_view kind;
  std::string_view text;  // all bytes of the file
};

constexpr KnownManifest kKnownManifests[] = {
#include "known_manifests.inc"
};

}  // namespace

bool is_known_manifest(std::string_view kind, std::string_view text) {
  return std::any_of(std::begin(kKnownManifests), std::end(kKnownManifests),
                     [&](const KnownManifest& known) { return known.kind == kind && known.text == text; });
}

}  // namespace gongwen::engine
